package dev.gimbal.score;

import dev.gimbal.result.Answer;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.OutputForm;
import dev.gimbal.result.records.RowState;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a classes output and keeps 13 bytes per image and probe. */
final class ClassesAudit implements OutputAudit {
  /** Of each row so many of its strongest classes are told. */
  private static final int TOLD = 2;

  private final OutputSpec spec;
  private final List<ProbeInfo> probes;
  private final int[] labels;
  private final long seed;
  private final float[] @Nullable [] references;
  private final ClassCells cells;
  private final ScaleVote vote = new ScaleVote();

  ClassesAudit(OutputSpec spec, List<ProbeInfo> probes, int images, int[] labels, long seed) {
    if (labels.length != 0 && labels.length != images) {
      throw new IllegalArgumentException(labels.length + " labels for " + images + " images");
    }
    this.spec = spec;
    this.probes = List.copyOf(probes);
    this.labels = labels.clone();
    this.seed = seed;
    references = new float[images][];
    cells = new ClassCells(images, probes.size());
  }

  @Override
  public OutputSpec spec() {
    return spec;
  }

  @Override
  public void preview(float[] reference) {
    vote.accept(reference);
  }

  @Override
  public void acceptReference(int image, float[] values) {
    requireLength(values);
    references[image] = values.clone();
  }

  @Override
  public void acceptProbe(int image, int probe, float[] values) {
    requireLength(values);
    RowScale form = scale();
    float[] reference =
        Objects.requireNonNull(references[image], "the reference comes before its probes");
    if (!form.accepts(reference) || !form.accepts(values)) {
      cells.fail(image, probe);
      return;
    }
    int referenceTop = ClassRow.top(reference);
    int top = ClassRow.top(values);
    double[] before = form.probabilities(reference);
    double[] after = form.probabilities(values);
    cells.put(
        image,
        probe,
        top,
        ClassRow.rank(values, referenceTop) < ClassCells.FIVE,
        ClassRow.isTied(values, top),
        (float) (before[referenceTop] - after[referenceTop]),
        (float) ClassRow.jensenShannonBits(before, after));
  }

  @Override
  public OutputForm form() {
    return OutputForm.CLASSES;
  }

  @Override
  public void record(int image, int output, ImageRow row) {
    float[] reference = Objects.requireNonNull(references[image], "recorded after its probes");
    int top = scale().accepts(reference) ? ClassRow.top(reference) : -1;
    row.setReference(output, top, labels.length == 0 ? -1 : labels[image]);
    for (int probe = 0; probe < probes.size(); probe++) {
      if (cells.isMeasured(image, probe)) {
        row.setClass(
            output,
            probe,
            cells.isAmongFive(image, probe),
            cells.top(image, probe),
            cells.drop(image, probe),
            cells.divergence(image, probe));
      } else {
        boolean failed = cells.isFailed(image, probe);
        row.setState(output, probe, failed ? RowState.FAILED : RowState.UNSEEN);
      }
    }
  }

  @Override
  public Optional<AnswerChange> change(int image, int probe) {
    float[] reference = references[image];
    if (reference == null || !cells.isMeasured(image, probe)) {
      return Optional.empty();
    }
    int top = ClassRow.top(reference);
    boolean wrong = labels.length > 0 && labels[image] >= 0 && labels[image] != top;
    return Optional.of(
        new AnswerChange(cells.top(image, probe) != top, wrong, cells.drop(image, probe)));
  }

  @Override
  public Answer answer(int probe, float[] reference, float[] probed) {
    RowScale form = scale();
    if (!form.accepts(reference) || !form.accepts(probed)) {
      return Answer.none();
    }
    double[] before = form.probabilities(reference);
    double[] after = form.probabilities(probed);
    Set<Integer> told = new LinkedHashSet<>(ClassRow.leading(reference, TOLD));
    told.addAll(ClassRow.leading(probed, TOLD));
    List<Answer.ClassShare> shares =
        told.stream().map(k -> new Answer.ClassShare(k, "", before[k], after[k])).toList();
    return new Answer(
        Optional.of(ClassRow.top(reference)),
        Optional.of(ClassRow.top(probed)),
        shares,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public OutputResult finish(int images, boolean resampled) {
    RowScale form = scale();
    ClassCells first = cells.first(images);
    ClassReferences tops = ClassReferences.of(Arrays.copyOf(references, images), form, labels);
    ClassScores scores = new ClassScores(spec.channels(), tops, first);
    OrbitScores orbits = new OrbitScores(probes, tops, first, seed, resampled);
    return new OutputResult(
        spec.name(),
        OutputKind.CLASSES.id(),
        form.id(),
        spec.channels(),
        scores.perProbe(),
        orbits.all());
  }

  private RowScale scale() {
    return spec.scale().orElseGet(vote::winner);
  }

  private void requireLength(float[] values) {
    if (values.length != spec.elements()) {
      throw new IllegalArgumentException(
          spec.name() + ": " + values.length + " values, expected " + spec.elements());
    }
  }
}
