package dev.gimbal.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What to compare.
 *
 * @param rounds of audit and bare inference in turn; 0 for none
 * @param smallRuns counted runs of each small command; 0 for none
 * @param passes images of a bare run, to be scaled; empty for as many as the audit runs
 * @param counts numbers of images for the growth table; empty for none
 * @param audit further arguments of the audit
 */
record Options(
    Path home,
    Path model,
    Path images,
    int maxImages,
    int threads,
    int rounds,
    int smallRuns,
    Optional<Integer> passes,
    List<Integer> counts,
    List<String> audit) {

  /**
   * Reads the command line; everything behind {@code --} goes to the audit.
   *
   * @throws IllegalArgumentException for an unknown option
   */
  static Options of(String[] arguments) {
    Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
    Path home = Path.of(left.remove());
    Path model = home.resolve("samples/lenet/lenet.onnx");
    Path images = Path.of("");
    int maxImages = 100;
    int threads = Runtime.getRuntime().availableProcessors();
    int rounds = 3;
    int smallRuns = 5;
    Optional<Integer> passes = Optional.empty();
    List<Integer> counts = List.of();
    while (!left.isEmpty() && !left.peek().equals("--")) {
      String option = left.remove();
      if (left.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      String value = left.remove();
      switch (option) {
        case "--model" -> model = Path.of(value);
        case "--images" -> images = Path.of(value);
        case "--max-images" -> maxImages = Integer.parseInt(value);
        case "--threads" -> threads = Integer.parseInt(value);
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--small-runs" -> smallRuns = Integer.parseInt(value);
        case "--passes" -> passes = Optional.of(Integer.parseInt(value));
        case "--growth" -> counts = Arrays.stream(value.split(",")).map(Integer::parseInt).toList();
        default -> throw new IllegalArgumentException("unknown option " + option);
      }
    }
    left.poll();
    return new Options(
        home,
        model,
        images,
        maxImages,
        threads,
        rounds,
        smallRuns,
        passes,
        counts,
        List.copyOf(left));
  }
}
