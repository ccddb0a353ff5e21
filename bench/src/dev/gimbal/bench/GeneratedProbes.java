package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Probe files of any length: three in five translations, one rotation and one crop, so that the
 * mean cost of a probe does not change with their number.
 */
record GeneratedProbes(int height, int width) {
  private static final List<String> ANCHORS =
      List.of("center", "top-left", "top-right", "bottom-left", "bottom-right");
  private static final double LARGEST_ANGLE = 45;
  private static final double LEAST_KEEP = 0.5;

  /** Writes a file of {@code count} probes; a small frame may not have as many different ones. */
  void write(Path file, int count) throws IOException {
    int turns = count / 5;
    List<String> lines = new ArrayList<>(List.of("version: 1", "probes:"));
    lines.addAll(translations(count - 2 * turns));
    for (int turn = 0; turn < turns; turn++) {
      double angle = LARGEST_ANGLE * (turn / 2 + 1) / ((turns + 1) / 2) * (turn % 2 == 0 ? 1 : -1);
      lines.add(String.format(Locale.ROOT, "  - {family: rotation, degrees: [%.4f]}", angle));
      double keep = LEAST_KEEP + (0.95 - LEAST_KEEP) * (turn + 1) / (turns + 1);
      lines.add(
          String.format(
              Locale.ROOT,
              "  - {family: crop, keep: [%.4f], anchor: [%s]}",
              keep,
              ANCHORS.get(turn % ANCHORS.size())));
    }
    Files.write(file, lines);
  }

  /** Square rings around the zero shift, from the inside out, up to a quarter of the side. */
  private List<String> translations(int count) {
    List<String> lines = new ArrayList<>();
    int furthest = Math.max(1, Math.min(height, width) / 4);
    for (int ring = 1; ring <= furthest; ring++) {
      for (int dy = -ring; dy <= ring; dy++) {
        for (int dx = -ring; dx <= ring; dx++) {
          if (Math.max(Math.abs(dy), Math.abs(dx)) == ring && lines.size() < count) {
            lines.add("  - {family: translation, dx: [" + dx + "], dy: [" + dy + "]}");
          }
        }
      }
    }
    return lines;
  }
}
