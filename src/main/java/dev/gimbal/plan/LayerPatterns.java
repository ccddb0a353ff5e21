package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Layer;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.LayerPattern;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Chooses layers by {@code --layers}: a name with {@code *} and {@code ?}, {@code op:Conv}, or
 * {@code depth:0.5..1} (0 the input, 1 the last layer); {@code tensor:NAME} finds what ONNX Runtime
 * fuses away too. A layer that any pattern matches is kept; the input and the outputs always are.
 */
public final class LayerPatterns {
  private static final int NAMES_SHOWN = 3;
  private static final String TENSOR = "tensor:";

  private LayerPatterns() {}

  /**
   * The chosen layers in their order.
   *
   * @param everyTensor one layer a node, asked for only when a {@code tensor:} pattern is there;
   *     they hold all of {@code layers}
   * @param always names that are kept whatever the patterns say
   * @throws InputException of kind ARGUMENTS for a pattern that matches nothing or cannot be read
   */
  public static List<Layer> choose(
      List<Layer> layers,
      Supplier<List<Layer>> everyTensor,
      List<String> patterns,
      Set<String> always) {
    if (patterns.isEmpty()) {
      return layers;
    }
    List<String> finer = patterns.stream().filter(p -> p.startsWith(TENSOR)).toList();
    Set<String> kept = new HashSet<>(always);
    kept.add(layers.get(0).name());
    patterns.stream()
        .filter(p -> !p.startsWith(TENSOR))
        .forEach(p -> kept.addAll(matches(layers, p, p)));
    if (finer.isEmpty()) {
      return layers.stream().filter(layer -> kept.contains(layer.name())).toList();
    }
    List<Layer> every = everyTensor.get();
    Set<String> tensors = new HashSet<>();
    finer.forEach(p -> tensors.addAll(matches(every, p, p.substring(TENSOR.length()))));
    kept.addAll(tensors);
    return new MixedLayers(layers, every, tensors)
        .all().stream().filter(layer -> kept.contains(layer.name())).toList();
  }

  /** Names of the layers that a pattern matches. */
  private static Set<String> matches(List<Layer> layers, String asked, String pattern) {
    boolean nameOnly = asked.startsWith(TENSOR);
    LayerPattern matcher =
        nameOnly ? LayerPattern.ofName(pattern) : LayerPattern.parse(pattern, "--layers");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      if (matcher.matches(layer.name(), layer.op(), i, layers.size())) {
        names.add(layer.name());
      }
    }
    if (names.isEmpty()) {
      throw noMatch(layers, asked, nameOnly);
    }
    return names;
  }

  private static InputException noMatch(List<Layer> layers, String pattern, boolean everyTensor) {
    boolean byOp = pattern.startsWith("op:");
    String wanted = byOp || everyTensor ? pattern.substring(pattern.indexOf(':') + 1) : pattern;
    List<String> names =
        layers.stream()
            .flatMap(
                layer ->
                    byOp ? LayerPattern.operators(layer.op()).stream() : Stream.of(layer.name()))
            .toList();
    String kind = everyTensor ? " tensors" : " layers";
    return InputException.arguments(
        "--layers " + pattern + " matches none of the " + layers.size() + kind + ".",
        "The closest are: "
            + String.join(", ", Closest.several(wanted, names, NAMES_SHOWN))
            + "; gimbal inspect MODEL lists all, and with --layers all those for tensor:NAME.");
  }
}
