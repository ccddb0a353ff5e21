package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * What a layer that turns a map into a vector knows of positions: it is run alone on its own input
 * map, rolled cyclically by whole cells.
 *
 * @param layer index of the layer whose output is the vector
 * @param map name of the tensor that is rolled
 * @param mapShape [C, H, W] of that tensor
 * @param shifts how many rolls were tried on each image
 * @param positionDependence mean loss over the rolls ÷ D: 0 knows no position, 1 changes as much as
 *     for another image
 * @param noiseFloor the loss's own numerical error
 */
public record CollapseTest(
    int layer,
    String map,
    List<Integer> mapShape,
    int shifts,
    Outcome positionDependence,
    Outcome noiseFloor) {
  public CollapseTest {
    mapShape = List.copyOf(mapShape);
    Objects.requireNonNull(map);
    Objects.requireNonNull(positionDependence);
    Objects.requireNonNull(noiseFloor);
  }
}
