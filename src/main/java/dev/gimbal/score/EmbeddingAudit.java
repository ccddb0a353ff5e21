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
import dev.gimbal.stats.RatioAccumulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Invariance and cosine of an embedding. The cosine between unrelated images stands beside it,
 * because post-activation vectors all point roughly the same way.
 */
final class EmbeddingAudit implements OutputAudit {
  /** Smallest D as a share of E‖f‖² that is not a constant output: float32's noise floor. */
  private static final double DEGENERATE_SHARE = 1e-8;

  private final OutputSpec spec;
  private final int probes;
  private final float[] @Nullable [] references;
  private final CellState[][] states;
  private final double[][] losses;
  private final double[][] cosines;

  EmbeddingAudit(OutputSpec spec, List<ProbeInfo> probes, int images) {
    this.spec = spec;
    this.probes = probes.size();
    references = new float[images][];
    losses = new double[images][this.probes];
    cosines = new double[images][this.probes];
    states = CellState.table(images, this.probes);
  }

  @Override
  public OutputSpec spec() {
    return spec;
  }

  @Override
  public void acceptReference(int image, float[] values) {
    references[image] = values.clone();
  }

  @Override
  public void acceptProbe(int image, int probe, float[] values) {
    float[] reference =
        Objects.requireNonNull(references[image], "the reference comes before its probes");
    double loss = 0;
    double product = 0;
    for (int index = 0; index < reference.length; index++) {
      double difference = (double) values[index] - reference[index];
      loss += difference * difference;
      product += (double) values[index] * reference[index];
    }
    if (!Double.isFinite(loss) || !Double.isFinite(product)) {
      states[image][probe] = CellState.BROKEN;
      return;
    }
    losses[image][probe] = loss;
    double norms = Math.sqrt(square(reference)) * Math.sqrt(square(values));
    states[image][probe] = norms > 0 ? CellState.MEASURED : CellState.WITHOUT_VALUE;
    cosines[image][probe] = norms > 0 ? Math.max(-1, Math.min(1, product / norms)) : 0;
  }

  @Override
  public OutputForm form() {
    return OutputForm.EMBEDDING;
  }

  @Override
  public void record(int image, int output, ImageRow row) {
    for (int probe = 0; probe < probes; probe++) {
      if (states[image][probe] == CellState.MEASURED) {
        row.setValues(output, probe, cosines[image][probe]);
      } else {
        row.setState(output, probe, states[image][probe].recorded());
      }
    }
  }

  @Override
  public Optional<AnswerChange> change(int image, int probe) {
    CellState state = states[image][probe];
    return state == CellState.MEASURED || state == CellState.WITHOUT_VALUE
        ? Optional.of(new AnswerChange(false, false, losses[image][probe]))
        : Optional.empty();
  }

  @Override
  public Answer answer(int probe, float[] reference, float[] probed) {
    return Answer.none();
  }

  @Override
  public OutputResult finish(int images, boolean resampled) {
    float[] @Nullable [] first = Arrays.copyOf(references, images);
    double[] distances = distances(first);
    double scale = scale(first, distances);
    double least = DEGENERATE_SHARE * meanSquare(first);
    List<ProbeScore> scores = new ArrayList<>();
    for (int probe = 0; probe < probes; probe++) {
      scores.add(new ProbeScore(probe, "invariance", invariance(probe, distances, scale, least)));
      scores.add(new ProbeScore(probe, "cosine", cosine(probe, images)));
    }
    List<OrbitScore> overall =
        List.of(
            new OrbitScore(
                "all",
                "cosineBetweenImages",
                cosineBetweenImages(first),
                "references of two images"));
    return new OutputResult(spec.name(), OutputKind.EMBEDDING.id(), "none", 0, scores, overall);
  }

  private Outcome invariance(int probe, double[] distances, double scale, double least) {
    RatioAccumulator ratio = new RatioAccumulator();
    for (int image = 0; image < distances.length; image++) {
      if (states[image][probe] == CellState.BROKEN) {
        return broken(image);
      }
      if (states[image][probe] != CellState.UNSEEN) {
        ratio.accept(losses[image][probe], distances[image]);
      }
    }
    if (!Double.isFinite(scale)) {
      return new Outcome.Failed("the references hold NaN or infinity");
    }
    if (ratio.count() < 2) {
      return Outcome.notApplicable("the scale D needs two images");
    }
    if (scale <= least) {
      return new Outcome.Degenerate("the output is the same for all images");
    }
    return OutputOutcomes.of(
        ratio.score(scale).orElse(Double.NaN), ratio.interval(scale), ratio.count());
  }

  private Outcome cosine(int probe, int images) {
    MeanAccumulator mean = new MeanAccumulator();
    for (int image = 0; image < images; image++) {
      if (states[image][probe] == CellState.BROKEN) {
        return broken(image);
      }
      if (states[image][probe] == CellState.UNSEEN) {
        continue;
      }
      if (states[image][probe] == CellState.WITHOUT_VALUE) {
        return Outcome.notApplicable("image " + image + " gives a zero vector, without direction");
      }
      mean.accept(cosines[image][probe]);
    }
    if (mean.count() == 0) {
      return Outcome.notApplicable("no image was measured");
    }
    return OutputOutcomes.of(
        mean.mean(),
        mean.interval().map(b -> new Bounds(Math.max(-1, b.lo()), Math.min(1, b.hi()))),
        mean.count());
  }

  /** Mean over all pairs of different images: (‖Σ f/‖f‖‖² − n) / (n(n − 1)). */
  private Outcome cosineBetweenImages(float[] @Nullable [] rows) {
    double[] sum = new double[spec.elements()];
    int count = 0;
    for (float[] row : rows) {
      if (row == null) {
        continue;
      }
      double norm = Math.sqrt(square(row));
      if (!(norm > 0) || Double.isInfinite(norm)) {
        return Outcome.notApplicable("a reference is zero, NaN or infinite");
      }
      for (int index = 0; index < sum.length; index++) {
        sum[index] += row[index] / norm;
      }
      count++;
    }
    if (count < 2) {
      return Outcome.notApplicable("needs two images");
    }
    double square = Arrays.stream(sum).map(value -> value * value).sum();
    return Outcome.measured((square - count) / ((double) count * (count - 1)), count);
  }

  private double[] distances(float[] @Nullable [] rows) {
    double[] mean = new double[spec.elements()];
    int count = 0;
    for (float[] row : rows) {
      if (row != null) {
        count++;
        for (int index = 0; index < mean.length; index++) {
          mean[index] += (row[index] - mean[index]) / count;
        }
      }
    }
    double[] distances = new double[rows.length];
    for (int image = 0; image < distances.length; image++) {
      float[] row = rows[image];
      for (int index = 0; row != null && index < mean.length; index++) {
        double difference = row[index] - mean[index];
        distances[image] += difference * difference;
      }
    }
    return distances;
  }

  private static double scale(float[] @Nullable [] rows, double[] distances) {
    int count = seen(rows);
    return count < 2 ? 0 : 2 * Arrays.stream(distances).sum() / (count - 1);
  }

  private static double meanSquare(float[] @Nullable [] rows) {
    double sum = 0;
    for (float[] row : rows) {
      sum += row == null ? 0 : square(row);
    }
    return sum / Math.max(1, seen(rows));
  }

  private static int seen(float[] @Nullable [] rows) {
    return (int) Arrays.stream(rows).filter(Objects::nonNull).count();
  }

  private static Outcome broken(int image) {
    return new Outcome.Failed("the output holds NaN or infinity for image " + image);
  }

  private static double square(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += (double) value * value;
    }
    return sum;
  }
}
