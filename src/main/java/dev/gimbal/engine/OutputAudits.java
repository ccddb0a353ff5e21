package dev.gimbal.engine;

import dev.gimbal.result.OutputResult;
import dev.gimbal.score.OutputAudit;
import java.util.List;

/** Hands the rows of every output to its audit. */
public final class OutputAudits implements OutputSink {
  private final List<OutputAudit> audits;

  public OutputAudits(List<OutputAudit> audits) {
    this.audits = List.copyOf(audits);
  }

  @Override
  public void reference(int output, int image, float[] values) {
    audits.get(output).acceptReference(image, values);
  }

  @Override
  public void probed(int output, int image, int probe, float[] values) {
    audits.get(output).acceptProbe(image, probe, values);
  }

  /** The audits, in the outputs' order. */
  List<OutputAudit> all() {
    return audits;
  }

  /** One result an output. */
  public List<OutputResult> finish() {
    return audits.stream().map(OutputAudit::finish).toList();
  }
}
