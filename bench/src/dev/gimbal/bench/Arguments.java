package dev.gimbal.bench;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A command line of options with a value, options without one, and what stands behind {@code --}.
 *
 * @param values by option
 * @param flags the options without a value that were given
 * @param rest everything behind {@code --}
 */
record Arguments(Map<String, String> values, Set<String> flags, List<String> rest) {
  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException for an unknown option or one that lacks its value
   */
  static Arguments of(List<String> arguments, Set<String> withValue, Set<String> withoutValue) {
    Deque<String> left = new ArrayDeque<>(arguments);
    Map<String, String> values = new HashMap<>();
    Set<String> flags = new HashSet<>();
    while (!left.isEmpty() && !left.peek().equals("--")) {
      String option = left.remove();
      if (withoutValue.contains(option)) {
        flags.add(option);
      } else if (!withValue.contains(option)) {
        throw new IllegalArgumentException("unknown option " + option);
      } else if (left.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value");
      } else {
        values.put(option, left.remove());
      }
    }
    left.poll();
    return new Arguments(values, flags, List.copyOf(left));
  }

  /** What the reader makes of the command line; ends the process where that is wrong. */
  static <T> T orExit(Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "; see bench/README.md");
      System.exit(2);
      throw e;
    }
  }

  Optional<String> text(String option) {
    return Optional.ofNullable(values.get(option));
  }

  Optional<Integer> number(String option) {
    return text(option).map(Integer::parseInt);
  }

  /** Numbers with commas between them. */
  Optional<List<Integer>> numbers(String option) {
    return text(option).map(t -> Arrays.stream(t.split(",")).map(Integer::parseInt).toList());
  }
}
