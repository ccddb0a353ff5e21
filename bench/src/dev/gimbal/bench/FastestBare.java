package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tries all ways to run a network bare and takes the one with the smallest median.
 *
 * @param images of one try
 * @param rounds over all ways in turn, so that a machine that slows down slows all of them
 */
record FastestBare(Path model, int threads, String imageShape, int images, int rounds) {
  /** Enough where a pass takes some milliseconds. */
  static final int CHOOSING_IMAGES = 96;

  /** Empty when the model refuses every way. */
  Optional<BareSetting> choose(Markdown page) throws IOException, InterruptedException {
    Map<BareSetting, List<Double>> times = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      for (BareSetting setting : BareSetting.all(threads)) {
        try {
          double time = setting.run(model, imageShape, images).millisecondsPerImage();
          times.computeIfAbsent(setting, s -> new ArrayList<>()).add(time);
        } catch (IllegalStateException e) {
          if (round == 0) {
            page.say("skipped: %s: the model refuses it", setting.text());
          }
        }
      }
    }
    page.columns(
        "bare, " + images + " images a run", "ms an image, median [least, most] of " + rounds);
    times.forEach((setting, all) -> page.cells(setting.text(), Spread.of(all).text("%.2f")));
    page.say("");
    return times.entrySet().stream()
        .min(Comparator.comparingDouble(entry -> Spread.of(entry.getValue()).median()))
        .map(Map.Entry::getKey);
  }
}
