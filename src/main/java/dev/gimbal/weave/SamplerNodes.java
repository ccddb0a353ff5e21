package dev.gimbal.weave;

/**
 * The sampler as nodes: the picture under every probe, read bilinearly where the inverse maps say;
 * uncovered pixels take the fill's values, and a probe that shows nothing but the frame, such as a
 * crop, reads the nearest pixel of the frame beyond its outermost centres.
 */
final class SamplerNodes {
  /** Pixels by which a corner may leave the frame through rounding. */
  private static final double SLACK = 1e-3;

  private final GraphWriter writer;
  private final int probes;
  private final int height;
  private final int width;
  private final AffineNodes inverse;
  private final String onlyFrame;

  SamplerNodes(GraphWriter writer, AffineNodes inverse, int probes, int height, int width) {
    this.writer = writer;
    this.inverse = inverse;
    this.probes = probes;
    this.height = height;
    this.width = width;
    onlyFrame = showsOnlyTheFrame();
  }

  /** 1 for probes under which every pixel comes from the frame, else 0: [P,1,1]. */
  String onlyFrame() {
    return onlyFrame;
  }

  private String showsOnlyTheFrame() {
    String y = writer.floats(new float[] {-0.5f, height - 0.5f}, 1, 2, 1);
    String x = writer.floats(new float[] {-0.5f, width - 0.5f}, 1, 1, 2);
    String outside = writer.add(outside(inverse.y(y, x), height), outside(inverse.x(y, x), width));
    String corners = writer.sum(writer.sum(outside, 2), 1);
    return writer.reshape(writer.isLess(corners, writer.scalar(0.5)), probes, 1, 1);
  }

  private String outside(String coordinate, int size) {
    return writer.add(
        writer.isLess(coordinate, writer.scalar(-0.5 - SLACK)),
        writer.isLess(writer.scalar(size - 0.5 + SLACK), coordinate));
  }

  /**
   * The probed pictures [P,C,H,W].
   *
   * @param image [1,C,H,W]
   * @param fill [1,C,1,1]
   */
  String sample(String image, String fill) {
    String rows = writer.floats(steps(height, 0, 1), 1, height, 1);
    String columns = writer.floats(steps(width, 0, 1), 1, 1, width);
    String y = clamp(inverse.y(rows, columns), height);
    String x = clamp(inverse.x(rows, columns), width);
    String grid = grid(writer, y, x, probes, height, width, height, width);
    // Zero stands for the fill, so that neighbours outside the frame bring in its values.
    String centred = writer.subtract(image, fill);
    float[] ones = new float[probes];
    java.util.Arrays.fill(ones, 1);
    String tiled = writer.multiply(centred, writer.floats(ones, probes, 1, 1, 1));
    return writer.add(writer.gridSample(tiled, grid, "zeros"), fill);
  }

  private String clamp(String coordinate, int size) {
    String clipped = writer.clip(coordinate, 0, size - 1.0);
    String step = writer.multiply(onlyFrame, writer.subtract(clipped, coordinate));
    return writer.add(coordinate, step);
  }

  /**
   * A GridSample grid [P,H,W,2] from cell coordinates y and x [P,H,W] in a map of {@code sizeY} ×
   * {@code sizeX} cells.
   */
  static String grid(
      GraphWriter writer,
      String y,
      String x,
      int rows,
      int height,
      int width,
      int sizeY,
      int sizeX) {
    return writer.concat(
        3,
        writer.reshape(normalised(writer, x, sizeX), rows, height, width, 1),
        writer.reshape(normalised(writer, y, sizeY), rows, height, width, 1));
  }

  private static String normalised(GraphWriter writer, String coordinate, int size) {
    double step = size == 1 ? 0 : 2.0 / (size - 1);
    String scaled = writer.multiply(coordinate, writer.scalar(step));
    return size == 1 ? scaled : writer.subtract(scaled, writer.scalar(1));
  }

  /** start, start + step, … */
  static float[] steps(int count, double start, double step) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (start + i * step);
    }
    return values;
  }
}
