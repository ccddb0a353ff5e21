package dev.gimbal.diagnose;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A result with what diagnosis asks of it again and again. */
final class Evidence {
  /** The floor of float32 where the run states none. */
  private static final double LEAST_FLOOR = 1e-8;

  private record Shift(int dy, int dx, String border) {}

  private final AuditResult result;
  private final ScoreTable table;
  private final Map<Shift, Integer> shifts = new HashMap<>();

  Evidence(AuditResult result, List<LayerScore> scores) {
    this.result = result;
    table = new ScoreTable(scores);
    for (int probe = 0; probe < result.probes().size(); probe++) {
      ProbeInfo info = result.probes().get(probe);
      if (isTranslation(info)) {
        shifts.putIfAbsent(
            new Shift(info.dy().orElse(0), info.dx().orElse(0), info.border()), probe);
      }
    }
  }

  AuditResult result() {
    return result;
  }

  LayerInfo layer(int layer) {
    return result.layers().get(layer);
  }

  ProbeInfo probe(int probe) {
    return result.probes().get(probe);
  }

  static boolean isTranslation(ProbeInfo probe) {
    return probe.family().equals("translation");
  }

  /** The translation by these pixels under this protocol, if it was planned. */
  OptionalInt translation(int dy, int dx, String border) {
    Integer probe = shifts.get(new Shift(dy, dx, border));
    return probe == null ? OptionalInt.empty() : OptionalInt.of(probe);
  }

  Optional<Outcome> outcome(int layer, int probe, ScoreId score) {
    return table.outcome(layer, probe, score);
  }

  Optional<Outcome.Measured> measured(int layer, int probe, ScoreId score) {
    return outcome(layer, probe, score)
        .filter(Outcome.Measured.class::isInstance)
        .map(Outcome.Measured.class::cast);
  }

  /** Nothing at or below this is called a loss. */
  double floor(int layer, int probe) {
    return table.value(layer, probe, ScoreId.NOISE_FLOOR).orElse(LEAST_FLOOR);
  }
}
