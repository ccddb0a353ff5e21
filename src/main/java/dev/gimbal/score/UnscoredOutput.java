package dev.gimbal.score;

import dev.gimbal.result.OutputResult;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.OutputForm;
import java.util.List;

/** An output without scores of its own: as a layer it has all that is measured of it. */
record UnscoredOutput(OutputSpec spec) implements OutputAudit {
  @Override
  public void acceptReference(int image, float[] values) {}

  @Override
  public void acceptProbe(int image, int probe, float[] values) {}

  @Override
  public OutputForm form() {
    return OutputForm.NONE;
  }

  @Override
  public void record(int image, int output, ImageRow row) {}

  @Override
  public OutputResult finish() {
    return new OutputResult(spec.name(), spec.kind().id(), "none", 0, List.of(), List.of());
  }
}
