package dev.gimbal.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What to vary, and how far. A list left empty leaves its table out.
 *
 * @param audit with the images that stay the same while something else varies
 * @param rounds audits or bare runs of a row
 * @param bareImages images of a bare run
 * @param preset of probes where their number stays the same
 * @param fewProbes probes of the audits in the table over images
 */
record ScalingOptions(
    AuditJob audit,
    int rounds,
    int bareImages,
    List<Integer> threads,
    List<Integer> batches,
    List<Integer> probes,
    List<Integer> images,
    String preset,
    int fewProbes) {
  private static final Set<String> NAMES =
      Set.of(
          "--model",
          "--images",
          "--max-images",
          "--rounds",
          "--bare-images",
          "--threads",
          "--batches",
          "--preset",
          "--probes",
          "--counts");

  /**
   * Reads the command line: the launcher's folder, then options; everything behind {@code --} goes
   * to all audits and may not name probes.
   *
   * @throws IllegalArgumentException for an unknown option
   */
  static ScalingOptions of(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    Path home = Path.of(all.get(0));
    Arguments given = Arguments.of(all.subList(1, all.size()), NAMES, Set.of("--quick"));
    boolean quick = given.flags().contains("--quick");
    int processors = Runtime.getRuntime().availableProcessors();
    List<Integer> threads =
        given.numbers("--threads").orElse(IntStream.rangeClosed(1, processors).boxed().toList());
    AuditJob audit =
        new AuditJob(
            home,
            given
                .text("--model")
                .map(Path::of)
                .orElse(home.resolve("samples/lenet-shifted/lenet.onnx")),
            Path.of(given.text("--images").orElse("")),
            threads.isEmpty() ? processors : threads.get(threads.size() - 1),
            given.number("--max-images").orElse(quick ? 2 : 4),
            given.rest());
    return new ScalingOptions(
        audit,
        given.number("--rounds").orElse(quick ? 1 : 3),
        given.number("--bare-images").orElse(quick ? 16 : FastestBare.CHOOSING_IMAGES),
        threads,
        given.numbers("--batches").orElse(List.of(1, 2, 4, 8, 16)),
        given
            .numbers("--probes")
            .orElse(quick ? List.of(10, 30, 100) : List.of(10, 30, 100, 300, 1000)),
        given.numbers("--counts").orElse(quick ? List.of(2, 10, 30) : List.of(2, 10, 100, 1000)),
        given.text("--preset").orElse(quick ? "quick" : "standard"),
        10);
  }
}
