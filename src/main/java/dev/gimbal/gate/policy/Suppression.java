package dev.gimbal.gate.policy;

import dev.gimbal.notation.LayerPattern;
import java.time.LocalDate;
import java.util.List;

/**
 * Violations of one rule that somebody has accepted for a while.
 *
 * @param patterns of layers, or of outputs where the rule is on outputs
 * @param expires last day on which it holds
 */
public record Suppression(
    String rule, List<LayerPattern> patterns, String reason, String owner, LocalDate expires) {
  public Suppression {
    patterns = List.copyOf(patterns);
  }

  /** Whether it no longer holds on that day. */
  public boolean isExpired(LocalDate today) {
    return today.isAfter(expires);
  }
}
