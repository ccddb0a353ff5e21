package dev.gimbal.report.html;

import dev.gimbal.report.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a layer is called where there is little room. */
final class LayerLabel {
  private static final int LONGEST_SHAPE = 8;

  private LayerLabel() {}

  /**
   * The last two steps of a tensor's path, without the operator's name that exporters add: {@code
   * /layer1/layer1.0/conv1/Conv_output_0} is {@code layer1.0/conv1}. Other names stay as they are.
   */
  static String shortName(String name) {
    String path = name.replaceFirst("_output_\\d+$", "");
    List<String> steps = new ArrayList<>(List.of(path.split("/")));
    steps.removeIf(String::isBlank);
    if (steps.size() < 2) {
      return SafeText.of(name);
    }
    if (path.length() < name.length() && steps.size() > 2) {
      steps.remove(steps.size() - 1);
    }
    return SafeText.of(
        String.join("/", steps.subList(Math.max(0, steps.size() - 2), steps.size())));
  }

  /** The sizes of a shape; the ninth and later ones are left out. */
  static String shape(List<Integer> shape, String times) {
    String sizes =
        shape.stream().limit(LONGEST_SHAPE).map(String::valueOf).collect(Collectors.joining(times));
    return shape.size() > LONGEST_SHAPE ? sizes + times + "…" : sizes;
  }

  /** The sizes without the batch. */
  static String shapeOfOne(List<Integer> shape) {
    return shape(shape.subList(Math.min(1, shape.size()), shape.size()), "×");
  }
}
