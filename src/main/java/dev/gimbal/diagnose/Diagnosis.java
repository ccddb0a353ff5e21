package dev.gimbal.diagnose;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * From what was measured to why: adds the cause scores and the findings to a result, from the
 * result alone.
 */
public final class Diagnosis {
  private static final List<String> SEVERITIES = List.of("error", "high", "medium", "low", "info");

  /** The rows that diagnosis writes; those it finds already there are replaced. */
  static final Set<ScoreId> CAUSES =
      EnumSet.of(
          ScoreId.BORDER,
          ScoreId.SAMPLING,
          ScoreId.POSITION_DEPENDENCE,
          ScoreId.GLOBAL_CONTEXT,
          ScoreId.POSITION_OR_CONTEXT,
          ScoreId.FILTER_GEOMETRY);

  private Diagnosis() {}

  /** The result with causes and findings; diagnosing twice changes nothing. */
  public static AuditResult of(AuditResult measured) {
    List<LayerScore> scores = new ArrayList<>();
    for (LayerScore score : measured.scores()) {
      if (!CAUSES.contains(score.score())) {
        scores.add(score);
      }
    }
    Evidence evidence = new Evidence(measured, scores);
    scores.addAll(Causes.of(evidence));
    Evidence complete = new Evidence(measured, scores);
    List<Finding> findings = new ArrayList<>();
    findings.addAll(OutputFindings.of(measured));
    findings.addAll(MapToVector.of(complete));
    findings.addAll(CollapseFindings.of(complete));
    findings.addAll(LayerFindings.of(complete));
    findings.replaceAll(finding -> Indicative.mark(finding, measured.plan()));
    findings.addAll(0, RunFindings.of(complete));
    findings.sort(Comparator.comparingInt(finding -> SEVERITIES.indexOf(finding.severity())));
    return measured.withDiagnosis(scores, findings);
  }
}
