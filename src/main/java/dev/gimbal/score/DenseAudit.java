package dev.gimbal.score;

import dev.gimbal.result.Answer;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.OutputForm;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.MeanAccumulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Agreement of the class at every visible position. Keeps one class index (two bytes) per image and
 * position.
 */
final class DenseAudit implements OutputAudit {
  private final OutputSpec spec;
  private final int probes;
  private final IntFunction<int[]> cells;
  private final char[] @Nullable [] references;
  private final boolean[] brokenReference;
  private final CellState[][] states;
  private final double[][] plain;
  private final double[][] balanced;

  DenseAudit(OutputSpec spec, List<ProbeInfo> probes, int images, IntFunction<int[]> cells) {
    if (spec.channels() > Character.MAX_VALUE) {
      throw new IllegalArgumentException(spec.channels() + " classes are more than 65535");
    }
    this.spec = spec;
    this.probes = probes.size();
    this.cells = cells;
    references = new char[images][];
    brokenReference = new boolean[images];
    plain = new double[images][this.probes];
    balanced = new double[images][this.probes];
    states = CellState.table(images, this.probes);
  }

  @Override
  public OutputSpec spec() {
    return spec;
  }

  @Override
  public void acceptReference(int image, float[] values) {
    brokenReference[image] = isBroken(values);
    references[image] = classes(values);
  }

  @Override
  public void acceptProbe(int image, int probe, float[] values) {
    char[] reference =
        Objects.requireNonNull(references[image], "the reference comes before its probes");
    if (brokenReference[image] || isBroken(values)) {
      states[image][probe] = CellState.BROKEN;
      return;
    }
    char[] probed = classes(values);
    int[] probedCells = cells.apply(probe);
    int[] seen = new int[spec.channels()];
    int[] agreeing = new int[spec.channels()];
    for (int position = 0; position < reference.length; position++) {
      if (probedCells[position] >= 0) {
        int expected = reference[position];
        seen[expected]++;
        agreeing[expected] += probed[probedCells[position]] == expected ? 1 : 0;
      }
    }
    int visible = Arrays.stream(seen).sum();
    states[image][probe] = visible == 0 ? CellState.WITHOUT_VALUE : CellState.MEASURED;
    plain[image][probe] = (double) Arrays.stream(agreeing).sum() / Math.max(1, visible);
    balanced[image][probe] = balanced(seen, agreeing);
  }

  @Override
  public Optional<AnswerChange> change(int image, int probe) {
    return states[image][probe] == CellState.MEASURED
        ? Optional.of(new AnswerChange(false, false, 1 - plain[image][probe]))
        : Optional.empty();
  }

  @Override
  public Answer answer(int probe, float[] reference, float[] probed) {
    if (isBroken(reference) || isBroken(probed)) {
      return Answer.none();
    }
    int[] probedCells = cells.apply(probe);
    char[] before = classes(reference);
    char[] after = classes(probed);
    int visible = 0;
    int agreeing = 0;
    for (int position = 0; position < before.length; position++) {
      if (probedCells[position] >= 0) {
        visible++;
        agreeing += before[position] == after[probedCells[position]] ? 1 : 0;
      }
    }
    return new Answer(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        visible == 0 ? Optional.empty() : Optional.of((double) agreeing / visible),
        Optional.empty());
  }

  private static double balanced(int[] seen, int[] agreeing) {
    double sum = 0;
    int present = 0;
    for (int index = 0; index < seen.length; index++) {
      if (seen[index] > 0) {
        sum += (double) agreeing[index] / seen[index];
        present++;
      }
    }
    return present == 0 ? 0 : sum / present;
  }

  @Override
  public OutputForm form() {
    return OutputForm.DENSE;
  }

  @Override
  public void record(int image, int output, ImageRow row) {
    for (int probe = 0; probe < probes; probe++) {
      if (states[image][probe] == CellState.MEASURED) {
        row.setValues(output, probe, plain[image][probe], balanced[image][probe]);
      } else {
        row.setState(output, probe, states[image][probe].recorded());
      }
    }
  }

  @Override
  public OutputResult finish(int images, boolean resampled) {
    List<ProbeScore> scores = new ArrayList<>();
    for (int probe = 0; probe < probes; probe++) {
      scores.add(new ProbeScore(probe, "argmaxAgreement", mean(probe, plain, images)));
      scores.add(new ProbeScore(probe, "argmaxAgreementBalanced", mean(probe, balanced, images)));
    }
    return new OutputResult(
        spec.name(),
        OutputKind.DENSE.id(),
        "none",
        spec.channels(),
        scores,
        List.of(
            new OrbitScore(
                "all", "chanceAgreement", chanceAgreement(images), "same position, two images")));
  }

  private Outcome mean(int probe, double[][] shares, int images) {
    MeanAccumulator mean = new MeanAccumulator();
    boolean hidden = false;
    for (int image = 0; image < images; image++) {
      CellState state = states[image][probe];
      if (state == CellState.BROKEN) {
        return new Outcome.Failed("the output holds NaN or infinity for image " + image);
      }
      hidden |= state == CellState.WITHOUT_VALUE;
      if (state == CellState.MEASURED) {
        mean.accept(shares[image][probe]);
      }
    }
    if (mean.count() == 0) {
      return Outcome.notApplicable(
          hidden ? "no position stays visible" : "no image was measured under this probe");
    }
    return OutputOutcomes.of(
        mean.mean(),
        mean.interval().map(b -> new Bounds(Math.max(0, b.lo()), Math.min(1, b.hi()))),
        mean.count());
  }

  /** How often two different images have the same class at the same position. */
  private Outcome chanceAgreement(int images) {
    List<char[]> maps = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      char[] map = references[image];
      if (map != null && brokenReference[image]) {
        return new Outcome.Failed("the output holds NaN or infinity for image " + image);
      }
      if (map != null) {
        maps.add(map);
      }
    }
    if (maps.size() < 2) {
      return Outcome.notApplicable("chance agreement needs two images");
    }
    double pairs = 0;
    for (int position = 0; position < spec.positions(); position++) {
      int[] counts = new int[spec.channels()];
      for (char[] map : maps) {
        counts[map[position]]++;
      }
      for (int count : counts) {
        pairs += (double) count * (count - 1);
      }
    }
    double all = (double) maps.size() * (maps.size() - 1) * spec.positions();
    return Outcome.measured(pairs / all, maps.size());
  }

  /** The class at each position; the lowest index on a tie. */
  private char[] classes(float[] values) {
    if (values.length != spec.elements()) {
      throw new IllegalArgumentException(
          spec.name() + ": " + values.length + " values, expected " + spec.elements());
    }
    int positionStep = spec.channelsLast() ? spec.channels() : 1;
    int channelStep = spec.channelsLast() ? 1 : spec.positions();
    char[] result = new char[spec.positions()];
    for (int position = 0; position < result.length; position++) {
      int first = position * positionStep;
      int best = 0;
      for (int channel = 1; channel < spec.channels(); channel++) {
        if (values[first + channel * channelStep] > values[first + best * channelStep]) {
          best = channel;
        }
      }
      result[position] = (char) best;
    }
    return result;
  }

  private static boolean isBroken(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return true;
      }
    }
    return false;
  }
}
