package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * What a layer that turns maps into a vector knows of positions: the part of the network between
 * the maps and the vector is run alone, on its own maps, rolled cyclically by whole cells.
 *
 * @param layer index of the layer whose output is the vector
 * @param maps what is rolled, all together; empty where no map was found
 * @param shifts how many rolls were tried on each image; 0 where there was no test
 * @param positionDependence mean loss over the rolls ÷ D: 0 knows no position, 1 changes as much as
 *     for another image
 * @param noiseFloor the loss's own numerical error
 */
public record CollapseTest(
    int layer, List<RolledMap> maps, int shifts, Outcome positionDependence, Outcome noiseFloor) {

  /**
   * A map that goes in.
   *
   * @param tensor its name
   * @param shape [C, H, W]
   */
  public record RolledMap(String tensor, List<Integer> shape) {
    public RolledMap {
      Objects.requireNonNull(tensor);
      shape = List.copyOf(shape);
    }
  }

  public CollapseTest {
    maps = List.copyOf(maps);
    Objects.requireNonNull(positionDependence);
    Objects.requireNonNull(noiseFloor);
  }
}
