package dev.gimbal.weave;

import java.util.ArrayList;
import java.util.List;

/**
 * Affine maps of the plane as nodes, one a row: six tensors [P,1,1] of the entries yy, yx, y0, xy,
 * xx, x0 as in {@link dev.gimbal.geometry.AffineMap}.
 *
 * <p>Element by element rather than as a matrix product: on GPUs with TF32, which is ONNX Runtime's
 * default, a product rounds coordinates to 11 bits, a tenth of a pixel at 224.
 */
final class AffineNodes {
  private static final int ENTRIES = 6;

  private final GraphWriter writer;
  private final List<String> entries;

  private AffineNodes(GraphWriter writer, List<String> entries) {
    this.writer = writer;
    this.entries = List.copyOf(entries);
  }

  /** The maps of an input [P,6]. */
  static AffineNodes of(GraphWriter writer, String maps, int rows) {
    List<String> entries = new ArrayList<>();
    for (int entry = 0; entry < ENTRIES; entry++) {
      entries.add(writer.reshape(writer.gather(maps, 1, entry), rows, 1, 1));
    }
    return new AffineNodes(writer, entries);
  }

  /** The inverse maps; a singular one gives infinities. */
  AffineNodes inverse() {
    String determinant = writer.subtract(times(0, 4), times(1, 3));
    String minus = writer.scalar(-1);
    String yy = writer.divide(entries.get(4), determinant);
    String yx = writer.divide(writer.multiply(entries.get(1), minus), determinant);
    String xy = writer.divide(writer.multiply(entries.get(3), minus), determinant);
    String xx = writer.divide(entries.get(0), determinant);
    String y0 = writer.multiply(combine(yy, entries.get(2), yx, entries.get(5)), minus);
    String x0 = writer.multiply(combine(xy, entries.get(2), xx, entries.get(5)), minus);
    return new AffineNodes(writer, List.of(yy, yx, y0, xy, xx, x0));
  }

  private String times(int a, int b) {
    return writer.multiply(entries.get(a), entries.get(b));
  }

  private String combine(String a, String y, String b, String x) {
    return writer.add(writer.multiply(a, y), writer.multiply(b, x));
  }

  /** Row coordinates of the images of points (y, x), tensors that broadcast to [P,H,W]. */
  String y(String y, String x) {
    return writer.add(combine(entries.get(0), y, entries.get(1), x), entries.get(2));
  }

  String x(String y, String x) {
    return writer.add(combine(entries.get(3), y, entries.get(4), x), entries.get(5));
  }

  /** 1 for maps that only move, else 0: [P,1,1]. */
  String isTranslation(double tolerance) {
    String one = writer.scalar(1);
    String zoomY = writer.subtract(entries.get(0), one);
    String zoomX = writer.subtract(entries.get(4), one);
    String squares =
        writer.add(
            writer.add(writer.multiply(zoomY, zoomY), writer.multiply(zoomX, zoomX)),
            writer.add(times(1, 1), times(3, 3)));
    return writer.isLess(squares, writer.scalar(tolerance * tolerance));
  }
}
