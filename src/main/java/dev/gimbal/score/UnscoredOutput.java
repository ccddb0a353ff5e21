package dev.gimbal.score;

import dev.gimbal.result.Answer;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.OutputForm;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An output without scores of its own: as a layer it has all that is measured of it. Only how far
 * each image's values moved is kept; a reference is let go after the image's last probe.
 */
final class UnscoredOutput implements OutputAudit {
  private final OutputSpec spec;
  private final int probes;
  private final float[] @Nullable [] references;
  private final int[] seen;
  private final double[][] changes;

  UnscoredOutput(OutputSpec spec, int images, int probes) {
    this.spec = spec;
    this.probes = probes;
    references = new float[images][];
    seen = new int[images];
    changes = new double[images][probes];
    for (double[] row : changes) {
      Arrays.fill(row, Double.NaN);
    }
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
    double sum = 0;
    for (int index = 0; index < values.length; index++) {
      double difference = (double) values[index] - reference[index];
      sum += difference * difference;
    }
    changes[image][probe] = sum;
    seen[image]++;
    if (seen[image] == probes) {
      references[image] = null;
    }
  }

  @Override
  public Optional<AnswerChange> change(int image, int probe) {
    double size = changes[image][probe];
    return Double.isFinite(size)
        ? Optional.of(new AnswerChange(false, false, size))
        : Optional.empty();
  }

  @Override
  public Answer answer(int probe, float[] reference, float[] probed) {
    return Answer.none();
  }

  @Override
  public OutputForm form() {
    return OutputForm.NONE;
  }

  @Override
  public void record(int image, int output, ImageRow row) {}

  @Override
  public OutputResult finish(int images, boolean resampled) {
    return new OutputResult(spec.name(), spec.kind().id(), "none", 0, List.of(), List.of());
  }
}
