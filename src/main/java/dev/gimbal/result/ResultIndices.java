package dev.gimbal.result;

import java.util.List;

/** Checks that every row of a result read from a file points at a layer and probe that exist. */
final class ResultIndices {
  private ResultIndices() {}

  /**
   * @throws IllegalArgumentException with the row and the number
   */
  static void check(AuditResult result) {
    int layers = result.layers().size();
    int probes = result.probes().size();
    for (LayerScore score : result.scores()) {
      require(score.layer(), layers, "layer", "scores");
      require(score.probe(), probes, "probe", "scores");
    }
    for (OutputResult output : result.outputs()) {
      output.perProbe().forEach(score -> require(score.probe(), probes, "probe", "outputs"));
    }
    result.channels().forEach(channel -> require(channel.layer(), layers, "layer", "channels"));
    result.phases().forEach(phase -> require(phase.layer(), layers, "layer", "phases"));
    result.collapses().forEach(test -> require(test.layer(), layers, "layer", "collapses"));
    result.positionPanels().forEach(p -> require(p.layer(), layers, "layer", "positionPanels"));
    result.fieldChecks().forEach(check -> require(check.layer(), layers, "layer", "fieldChecks"));
    for (PicturePair pair : result.pictures()) {
      require(pair.probe(), probes, "probe", "pictures");
      require(pair.image(), result.plan().images(), "image", "pictures");
      pair.maps().forEach(maps -> require(maps.layer(), layers, "layer", "pictures"));
      if (pair.answers().size() > result.outputs().size()) {
        throw new IllegalArgumentException(
            "pictures hold "
                + pair.answers().size()
                + " answers, but there are "
                + result.outputs().size()
                + " outputs");
      }
    }
    result.gate().ifPresent(gate -> check(gate, layers, probes));
    for (Finding finding : result.findings()) {
      finding.layer().ifPresent(layer -> require(layer, layers, "layer", "findings"));
      finding.probes().forEach(probe -> require(probe, probes, "probe", "findings"));
    }
  }

  private static void check(GateResult gate, int layers, int probes) {
    int suppressions = gate.suppressions().size();
    for (RuleOutcome rule : gate.rules()) {
      for (Covered covered : rule.covered()) {
        covered.layers().forEach(run -> require(run.get(1), layers, "layer", "gate"));
      }
      for (List<GateResult.Case> cases : List.of(rule.violations(), rule.undecided())) {
        for (GateResult.Case found : cases) {
          found.layer().ifPresent(layer -> require(layer, layers, "layer", "gate"));
          found.probe().ifPresent(probe -> require(probe, probes, "probe", "gate"));
          found.suppression().ifPresent(s -> require(s, suppressions, "suppression", "gate"));
        }
      }
    }
  }

  private static void require(int index, int size, String what, String where) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          where + " name " + what + " " + index + ", but there are " + size);
    }
  }
}
