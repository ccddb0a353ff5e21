package dev.gimbal.score;

/**
 * What interpolation alone does to a map at a sub-cell phase φ: the loss of moving it by φ and
 * back, and how much variance is left after moving it once.
 *
 * <p>Moving by φ bilinearly and back is, per axis, the symmetric filter [φ(1−φ), φ² + (1−φ)²,
 * φ(1−φ)]. Sums run over the cells that have all their neighbours.
 */
public final class PhaseFloor {
  private final MapShape shape;
  private final float phaseY;
  private final float phaseX;

  /**
   * Sums over the inner cells: ‖f − f moved there and back‖², ‖f − f̄‖², ‖(f − f̄) moved once‖².
   */
  public record Sums(double residual, double deviation, double movedDeviation) {}

  public PhaseFloor(MapShape shape, double phaseY, double phaseX) {
    this.shape = shape;
    this.phaseY = (float) phaseY;
    this.phaseX = (float) phaseX;
  }

  /**
   * Sums for one image.
   *
   * @param map C·H·W values
   * @param centred the map minus the mean over images
   */
  public Sums of(float[] map, float[] centred) {
    double residual = 0;
    double deviation = 0;
    double moved = 0;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = first(phaseY); y <= last(phaseY, shape.height()); y++) {
        int row = (channel * shape.height() + y) * shape.width();
        for (int x = first(phaseX); x <= last(phaseX, shape.width()); x++) {
          float back = map[row + x] - thereAndBack(map, row + x);
          float once = once(centred, row + x);
          residual += back * back;
          deviation += centred[row + x] * centred[row + x];
          moved += once * once;
        }
      }
    }
    return new Sums(residual, deviation, moved);
  }

  private static int first(float phase) {
    return phase == 0 ? 0 : 1;
  }

  private static int last(float phase, int size) {
    return phase == 0 ? size - 1 : size - 2;
  }

  private float thereAndBack(float[] map, int at) {
    if (phaseY == 0) {
      return filteredRow(map, at);
    }
    float side = phaseY * (1 - phaseY);
    return side * (filteredRow(map, at - shape.width()) + filteredRow(map, at + shape.width()))
        + (1 - 2 * side) * filteredRow(map, at);
  }

  private float filteredRow(float[] map, int at) {
    if (phaseX == 0) {
      return map[at];
    }
    float side = phaseX * (1 - phaseX);
    return side * (map[at - 1] + map[at + 1]) + (1 - 2 * side) * map[at];
  }

  private float once(float[] map, int at) {
    float upper = onceInRow(map, at);
    return phaseY == 0 ? upper : (1 - phaseY) * upper + phaseY * onceInRow(map, at + shape.width());
  }

  private float onceInRow(float[] map, int at) {
    return phaseX == 0 ? map[at] : (1 - phaseX) * map[at] + phaseX * map[at + 1];
  }
}
