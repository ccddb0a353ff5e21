package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Shares;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ProbeInfo;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far the picture may be shifted, in any probed direction, while nine of ten answers hold. A
 * shift's size is the larger of |dx| and |dy|.
 */
final class Holding {
  private static final double ENOUGH = 0.9;

  private record Row(int probe, double share) {}

  private Holding() {}

  /** The sentence; empty where no translation has a measured score. */
  static Optional<String> sentence(AuditDigest digest, int output, String score) {
    TreeMap<Integer, Row> worst = new TreeMap<>();
    for (int probe : digest.probes("translation")) {
      if (digest.output(output, probe, score).orElse(null) instanceof Outcome.Measured measured) {
        Row row = new Row(probe, measured.value());
        worst.merge(size(digest, probe), row, (a, b) -> a.share() <= b.share() ? a : b);
      }
    }
    if (worst.isEmpty()) {
      return Optional.empty();
    }
    String what = score.equals("consistency") ? "images" : "positions";
    String enough = "nine in ten " + what;
    Optional<Map.Entry<Integer, Row>> broken =
        worst.entrySet().stream().filter(s -> s.getValue().share() < ENOUGH).findFirst();
    if (broken.isEmpty()) {
      return Optional.of(
          "At least "
              + enough
              + " keep their answer under every probed shift, up to "
              + worst.lastKey()
              + " px.");
    }
    int size = broken.get().getKey();
    Row row = broken.get().getValue();
    String least =
        Shares.percent(row.share())
            + " under "
            + SafeText.of(digest.result().probes().get(row.probe()).id());
    Integer holds = worst.lowerKey(size);
    return Optional.of(
        holds == null
            ? "Already at "
                + size
                + " px fewer than "
                + enough
                + " keep their answer: "
                + least
                + "."
            : "At least "
                + enough
                + " keep their answer under every probed shift up to "
                + holds
                + " px; at "
                + size
                + " px no longer: "
                + least
                + ".");
  }

  private static int size(AuditDigest digest, int probe) {
    ProbeInfo info = digest.result().probes().get(probe);
    return Math.max(Math.abs(info.dx().orElse(0)), Math.abs(info.dy().orElse(0)));
  }
}
