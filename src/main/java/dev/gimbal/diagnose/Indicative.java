package dev.gimbal.diagnose;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Finding;

/** Findings from few or drawn images say so, and are never of high severity. */
final class Indicative {
  private Indicative() {}

  static Finding mark(Finding finding, AuditResult.Plan plan) {
    if (!plan.indicative()) {
      return finding;
    }
    String images =
        plan.drawn() ? plan.images() + " drawn images" : "only " + plan.images() + " images";
    return new Finding(
        finding.id(),
        finding.severity().equals("high") ? "medium" : finding.severity(),
        finding.title(),
        finding.evidence() + " Indicative: from " + images + ".",
        finding.remedy(),
        finding.layer(),
        finding.probes());
  }
}
