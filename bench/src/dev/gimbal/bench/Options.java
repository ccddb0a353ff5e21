package dev.gimbal.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to compare.
 *
 * @param audit the audit that is measured
 * @param rounds of audit and bare inference in turn; 0 for none
 * @param choosingRounds of the search for the fastest way to run bare
 * @param choosingImages of one of its runs; at most {@code passes}
 * @param smallRuns counted runs of each small command; 0 for none
 * @param passes images of a bare run, to be scaled; empty for as many as the audit runs
 * @param counts numbers of images for the growth table; empty for none
 */
record Options(
    AuditJob audit,
    int rounds,
    int choosingRounds,
    int choosingImages,
    int smallRuns,
    Optional<Integer> passes,
    List<Integer> counts) {
  private static final Set<String> NAMES =
      Set.of(
          "--model",
          "--images",
          "--max-images",
          "--threads",
          "--rounds",
          "--choosing-rounds",
          "--choosing-images",
          "--small-runs",
          "--passes",
          "--growth");

  /**
   * Reads the command line: the launcher's folder, then options; everything behind {@code --} goes
   * to the audit.
   *
   * @throws IllegalArgumentException for an unknown option
   */
  static Options of(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    Path home = Path.of(all.get(0));
    Arguments given = Arguments.of(all.subList(1, all.size()), NAMES, Set.of());
    return new Options(
        new AuditJob(
            home,
            given
                .text("--model")
                .map(Path::of)
                .orElse(home.resolve("samples/lenet-shifted/lenet.onnx")),
            Path.of(given.text("--images").orElse("")),
            given.number("--threads").orElse(Runtime.getRuntime().availableProcessors()),
            given.number("--max-images").orElse(100),
            given.rest()),
        given.number("--rounds").orElse(3),
        given.number("--choosing-rounds").orElse(3),
        given.number("--choosing-images").orElse(FastestBare.CHOOSING_IMAGES),
        given.number("--small-runs").orElse(5),
        given.number("--passes"),
        given.numbers("--growth").orElse(List.of()));
  }
}
