package dev.gimbal.weave;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.LayerGeometry;
import java.util.Arrays;

/**
 * Where the cells of one geometry go under affine maps, and which are visible and clean, as nodes:
 * the definitions of {@link dev.gimbal.geometry.ShiftAlignment} for translations and of {@link
 * dev.gimbal.geometry.WarpAlignment} for all others, in float32.
 */
final class AlignmentNodes {
  /** Cells or pixels that rounding may cost: comparisons within it count as equal. */
  private static final double SLACK = 1e-3;

  private final GraphWriter writer;
  private final LayerGeometry geometry;
  private final AffineNodes map;
  private final AffineNodes inverse;
  private final String isTranslation;
  private final String onlyFrame;
  private final int probes;
  private final Axis y;
  private final Axis x;

  /** One axis: the geometry and the image's tensors [P,H,W]. */
  private record Axis(
      AxisGeometry cells, int frame, String pixel, String cell, String low, String high) {}

  AlignmentNodes(
      GraphWriter writer,
      LayerGeometry geometry,
      AffineNodes map,
      AffineNodes inverse,
      String onlyFrame,
      int probes) {
    this.writer = writer;
    this.geometry = geometry;
    this.map = map;
    this.inverse = inverse;
    this.onlyFrame = onlyFrame;
    this.probes = probes;
    isTranslation = map.isTranslation(SLACK);
    String rows = centres(geometry.y(), 1, geometry.y().size(), 1);
    String columns = centres(geometry.x(), 1, 1, geometry.x().size());
    y = axis(geometry.y(), geometry.frameHeight(), this.map.y(rows, columns));
    x = axis(geometry.x(), geometry.frameWidth(), this.map.x(rows, columns));
  }

  private String centres(AxisGeometry axis, long... shape) {
    float[] steps =
        SamplerNodes.steps(axis.size(), axis.start().toDouble(), axis.jump().toDouble());
    return writer.floats(steps, shape);
  }

  private Axis axis(AxisGeometry cells, int frame, String pixel) {
    String cell =
        writer.divide(
            writer.subtract(pixel, writer.scalar(cells.start().toDouble())),
            writer.scalar(cells.jump().toDouble()));
    String low = writer.floor(writer.add(cell, writer.scalar(SLACK)));
    String high = writer.ceil(writer.subtract(cell, writer.scalar(SLACK)));
    return new Axis(cells, frame, pixel, cell, low, high);
  }

  /** The GridSample grid [P,H,W,2]. */
  String grid() {
    int height = geometry.y().size();
    int width = geometry.x().size();
    return SamplerNodes.grid(writer, y.cell(), x.cell(), probes, height, width, height, width);
  }

  /** 1 for visible cells, else 0: [P,H,W]. */
  String visible() {
    String obstacles = writer.add(obstacles(y), obstacles(x));
    return writer.multiply(none(obstacles), centresInFrame());
  }

  private String none(String counts) {
    return writer.isLess(counts, writer.scalar(0.5));
  }

  /** How many reasons there are for a cell to be invisible. */
  private String obstacles(Axis axis) {
    // Of a translation the far edge itself lies outside, of other maps rounding may touch it.
    String slack =
        writer.subtract(
            writer.scalar(SLACK), writer.multiply(isTranslation, writer.scalar(2 * SLACK)));
    String end = writer.add(writer.scalar(axis.frame() - 0.5), slack);
    String beyond =
        writer.add(
            writer.isLess(axis.pixel(), writer.scalar(-0.5 - SLACK)),
            writer.subtract(writer.scalar(1), writer.isLess(axis.pixel(), end)));
    return writer.add(beyond, outside(axis, 0, axis.cells().size() - 1));
  }

  /** 1 or more where a neighbour that is read lies outside first…last. */
  private String outside(Axis axis, int first, int last) {
    return writer.add(
        writer.isLess(axis.low(), writer.scalar(first - 0.5)),
        writer.isLess(writer.scalar(last + 0.5), axis.high()));
  }

  /** Cells whose own centre lies in the frame; a centre on the far edge only where maps warp. */
  private String centresInFrame() {
    float[] warped = frame(SLACK);
    float[] shifted = frame(-SLACK);
    long[] shape = {1, geometry.y().size(), geometry.x().size()};
    String loose = writer.floats(warped, shape);
    if (Arrays.equals(warped, shifted)) {
      return loose;
    }
    String step = writer.subtract(writer.floats(shifted, shape), loose);
    return writer.add(loose, writer.multiply(isTranslation, step));
  }

  private float[] frame(double slack) {
    int width = geometry.x().size();
    float[] inside = new float[geometry.y().size() * width];
    for (int cell = 0; cell < inside.length; cell++) {
      boolean in =
          isIn(geometry.y(), cell / width, geometry.frameHeight(), slack)
              && isIn(geometry.x(), cell % width, geometry.frameWidth(), slack);
      inside[cell] = in ? 1 : 0;
    }
    return inside;
  }

  private static boolean isIn(AxisGeometry axis, int cell, int frame, double slack) {
    double centre = axis.centre(cell).toDouble();
    return centre >= -0.5 - SLACK && centre < frame - 0.5 + slack;
  }

  /** 1 for the visible cells that are clean, else 0: [P,H,W]. */
  String clean(String visible) {
    int width = geometry.x().size();
    float[] own = new float[geometry.y().size() * width];
    for (int cell = 0; cell < own.length; cell++) {
      boolean clean =
          geometry.y().clean().contains(cell / width)
              && geometry.x().clean().contains(cell % width);
      own[cell] = clean ? 1 : 0;
    }
    String images =
        writer.add(
            outside(y, y.cells().clean().first(), y.cells().clean().last()),
            outside(x, x.cells().clean().first(), x.cells().clean().last()));
    String corners =
        writer.multiply(windowCorners(), writer.subtract(writer.scalar(1), isTranslation));
    String counts = none(writer.add(images, corners));
    String constant = writer.floats(own, 1, geometry.y().size(), width);
    return writer.multiply(writer.multiply(counts, constant), visible);
  }

  /** Corners, mapped back, of what the neighbours see that lie outside the frame. */
  private String windowCorners() {
    String rim = writer.multiply(onlyFrame, writer.scalar(0.5));
    String count = null;
    for (boolean bottom : new boolean[] {false, true}) {
      for (boolean right : new boolean[] {false, true}) {
        String cornerY = edge(y, bottom);
        String cornerX = edge(x, right);
        String outside =
            writer.add(
                beyond(inverse.y(cornerY, cornerX), y.frame(), rim),
                beyond(inverse.x(cornerY, cornerX), x.frame(), rim));
        count = count == null ? outside : writer.add(count, outside);
      }
    }
    return java.util.Objects.requireNonNull(count);
  }

  private String edge(Axis axis, boolean far) {
    double field = (far ? axis.cells().fieldHigh() : axis.cells().fieldLow()).toDouble();
    String steps =
        writer.multiply(
            far ? axis.high() : axis.low(), writer.scalar(axis.cells().jump().toDouble()));
    return writer.add(steps, writer.scalar(field));
  }

  private String beyond(String coordinate, int frame, String rim) {
    String before = writer.add(coordinate, rim);
    String after = writer.subtract(coordinate, rim);
    return writer.add(
        writer.isLess(before, writer.scalar(-SLACK)),
        writer.isLess(writer.scalar(frame - 1 + SLACK), after));
  }
}
