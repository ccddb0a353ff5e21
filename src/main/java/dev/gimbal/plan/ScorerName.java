package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where layers are compared, as asked for. */
public enum ScorerName {
  /** Fused on the CPU, woven on accelerators. */
  AUTO,
  /** On the host, from feature maps. */
  FUSED,
  /** In the graph, so that only sums leave the device. */
  WOVEN;

  /** What the command line understands. */
  public static final List<String> CHOICES = Arrays.stream(values()).map(ScorerName::id).toList();

  /** The name on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a name.
   *
   * @throws InputException of kind ARGUMENTS for an unknown one
   */
  public static ScorerName parse(String text) {
    return Arrays.stream(values())
        .filter(scorer -> scorer.id().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                InputException.arguments(
                    "--scorer is '" + text + "'; there are " + String.join(", ", CHOICES) + ".",
                    "Use --scorer " + AuditRequest.DEFAULT_SCORER.id() + "."));
  }
}
