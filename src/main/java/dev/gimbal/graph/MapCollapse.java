package dev.gimbal.graph;

import dev.gimbal.geometry.CellOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A place where maps become a vector that stays one up to an output: the part of the graph between
 * the maps and the vector can be run alone.
 *
 * @param vector tensor of the first layer that holds the vector
 * @param maps the maps that it is made of, all with the same rows and columns; empty where none
 *     were found
 * @param constants tensors between them that do not depend on the image but are computed from
 *     shapes, with their values
 * @param weights dense weights over all positions of the map, where the vector is made by such
 * @param elements values that are read in one run: of the maps and of the weights
 * @param problem why the part cannot be run alone, as a clause
 */
public record MapCollapse(
    String vector,
    List<InputMap> maps,
    Map<String, TensorFact> constants,
    List<DenseWeights> weights,
    long elements,
    Optional<String> problem) {

  /**
   * A map that goes in.
   *
   * @param tensor its name
   * @param shape at batch 1, in the model's own axis order
   * @param order how its values lie
   */
  public record InputMap(String tensor, ElementType type, List<Integer> shape, CellOrder order) {
    public InputMap {
      Objects.requireNonNull(tensor);
      Objects.requireNonNull(type);
      Objects.requireNonNull(order);
      shape = List.copyOf(shape);
    }
  }

  public MapCollapse {
    Objects.requireNonNull(vector);
    Objects.requireNonNull(problem);
    maps = List.copyOf(maps);
    constants = Map.copyOf(constants);
    weights = List.copyOf(weights);
    if (problem.isEmpty() && maps.isEmpty()) {
      throw new IllegalArgumentException("no map goes into " + vector);
    }
  }

  /** Rows of the maps. */
  public int height() {
    return maps.get(0).order().height();
  }

  /** Columns of the maps. */
  public int width() {
    return maps.get(0).order().width();
  }
}
