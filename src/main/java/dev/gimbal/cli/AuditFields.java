package dev.gimbal.cli;

import dev.gimbal.engine.ExposedSession;
import dev.gimbal.engine.FieldCheckPass;
import dev.gimbal.engine.ProgressListener;
import dev.gimbal.result.FieldCheck;
import java.util.List;

/**
 * The perturbation check of receptive fields within an audit: in a fiftieth of the audit's forward
 * passes, and only on the CPU, where a feature that sees no change keeps every bit. Audits too
 * short for that go without.
 */
final class AuditFields {
  private static final long SHARE = 50;

  private final FieldCheckPass pass;
  private final int passes;

  /**
   * Plans the check.
   *
   * @param session of the audit's layers
   * @param auditPasses forward passes of the audit itself
   */
  AuditFields(AuditRun run, ExposedSession session, long auditPasses) {
    pass =
        FieldVerification.pass(
            session, run.audited(), run.plan().layers(), run.request().threads());
    long afforded = Math.min(FieldCheckPass.DEFAULT_PASSES, auditPasses / SHARE);
    boolean worthwhile = afforded >= FieldCheckPass.LEAST_PASSES;
    passes = worthwhile && run.provider().provider().isCpu() ? (int) afforded : 0;
  }

  /** Forward passes that it takes; none where it is left out. */
  long forwardPasses() {
    return passes == 0 ? 0 : pass.forwardPasses(passes);
  }

  /** The rows of the check; none where it is left out. */
  List<FieldCheck> rows(ProgressListener progress) throws InterruptedException {
    return passes == 0 ? List.of() : pass.run(passes, progress);
  }
}
