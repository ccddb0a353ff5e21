package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One way to use ONNX Runtime on a number of processors. */
record BareSetting(int sessionThreads, int workers, int batch, boolean spinning) {

  /**
   * What one bare run measured.
   *
   * @param seconds in the loop, for {@code images} images
   * @param peakMebibytes as the process itself saw it at its end
   */
  record Timed(ChildRun process, double seconds, int images, double peakMebibytes) {
    double millisecondsPerImage() {
      return 1000 * seconds / images;
    }
  }

  /** All that the fastest is chosen from. */
  static List<BareSetting> all(int threads) {
    List<BareSetting> settings = new ArrayList<>();
    for (int batch : new int[] {1, 2, 4, 8, 16}) {
      settings.add(new BareSetting(threads, 1, batch, true));
      settings.add(new BareSetting(threads, 1, batch, false));
    }
    for (int batch : new int[] {1, 2, 4}) {
      // A session of one thread has no pool that could spin.
      settings.add(new BareSetting(1, threads, batch, false));
    }
    return settings;
  }

  Timed run(Path model, String imageShape, int images) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ChildRun process =
        ChildRun.of(
            List.of(
                java,
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                BareInference.class.getName(),
                model.toString(),
                imageShape,
                Integer.toString(sessionThreads),
                Integer.toString(workers),
                Integer.toString(batch),
                spinning ? "spin" : "nospin",
                Integer.toString(images)));
    String[] lines = process.text().strip().split("\n");
    String[] figures = lines[lines.length - 1].split(" ");
    return new Timed(
        process,
        Double.parseDouble(figures[0]),
        Integer.parseInt(figures[1]),
        Double.parseDouble(figures[3]));
  }

  /** Readable, for tables. */
  String text() {
    return workers > 1
        ? workers + " workers of one thread, batch " + batch
        : "one session of "
            + sessionThreads
            + " threads, batch "
            + batch
            + (spinning ? "" : ", no spinning");
  }
}
