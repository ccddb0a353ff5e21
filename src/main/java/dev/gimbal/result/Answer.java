package dev.gimbal.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one output says of an image before and after a probe.
 *
 * @param topBefore the class it gives the unprobed image; only for classes
 * @param topAfter the class it gives the probed image; only for classes
 * @param classes the strongest classes before, then the strongest after that are not among them
 * @param agreement share of the visible positions that keep their class; only for dense outputs
 * @param distance squared distance of the two outputs ÷ D, the expected squared distance between
 *     the outputs for two images: 1 is as much as swapping the image; for outputs that are not
 *     classes, where D is known
 */
public record Answer(
    Optional<Integer> topBefore,
    Optional<Integer> topAfter,
    List<ClassShare> classes,
    Optional<Double> agreement,
    Optional<Double> distance) {

  /**
   * One class and its probabilities.
   *
   * @param name as the sidecar names it; empty where it does not
   */
  public record ClassShare(int index, String name, double before, double after) {
    public ClassShare {
      Objects.requireNonNull(name);
    }
  }

  public Answer {
    Objects.requireNonNull(topBefore);
    Objects.requireNonNull(topAfter);
    classes = List.copyOf(classes);
    Objects.requireNonNull(agreement);
    Objects.requireNonNull(distance);
  }

  /** Nothing can be said: the output is broken, or has no score of its own. */
  public static Answer none() {
    return new Answer(
        Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
  }

  /** The same with the classes' names, one a class in their order. */
  public Answer named(List<String> names) {
    List<ClassShare> named =
        classes.stream()
            .map(c -> new ClassShare(c.index(), names.get(c.index()), c.before(), c.after()))
            .toList();
    return new Answer(topBefore, topAfter, named, agreement, distance);
  }

  /** The same with the distance. */
  public Answer at(double newDistance) {
    return new Answer(topBefore, topAfter, classes, agreement, Optional.of(newDistance));
  }
}
