package dev.gimbal.engine;

import dev.gimbal.result.OutputResult;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.OutputForm;
import dev.gimbal.score.OutputAudit;
import java.util.List;

/** Hands the rows of every output to its audit. */
public final class OutputAudits implements OutputSink {
  private final List<OutputAudit> audits;

  public OutputAudits(List<OutputAudit> audits) {
    this.audits = List.copyOf(audits);
  }

  @Override
  public void preview(int output, float[] values) {
    audits.get(output).preview(values);
  }

  @Override
  public void reference(int output, int image, float[] values) {
    audits.get(output).acceptReference(image, values);
  }

  @Override
  public void probed(int output, int image, int probe, float[] values) {
    audits.get(output).acceptProbe(image, probe, values);
  }

  /** What records keep of each output. */
  List<OutputForm> forms() {
    return audits.stream().map(OutputAudit::form).toList();
  }

  /** Writes what an image contributed to every output, after all its probes. */
  void record(int image, ImageRow row) {
    for (int output = 0; output < audits.size(); output++) {
      audits.get(output).record(image, output, row);
    }
  }

  /** The audits, in the outputs' order. */
  List<OutputAudit> all() {
    return audits;
  }

  /** One result an output, of the first images. */
  public List<OutputResult> finish(int images) {
    return audits.stream().map(audit -> audit.finish(images, true)).toList();
  }

  /** The same while measuring goes on, without the intervals that take time. */
  public List<OutputResult> soFar(int images) {
    return audits.stream().map(audit -> audit.finish(images, false)).toList();
  }
}
