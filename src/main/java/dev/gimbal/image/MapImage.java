package dev.gimbal.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;

/**
 * Values over a grid as a picture in false colours that colour-blind eyes can read: dark blue to
 * yellow, or blue over white to orange. Cells without a number are transparent.
 */
public final class MapImage {
  private static final int[] SEQUENTIAL = {
    0x00204d, 0x0c3068, 0x35466b, 0x53566c, 0x6c6d72, 0x868379, 0xa29a75, 0xbfb36b, 0xdecd59,
    0xfde945
  };
  private static final int[] DIVERGING = {0x00497a, 0x4f93bd, 0xf7f7f5, 0xe59a5c, 0x9c3e00};

  /** Colours of a palette; index 0 is transparent. */
  private static final int LEVELS = 255;

  private MapImage() {}

  /**
   * Values from {@code low} (dark blue) to {@code high} (yellow); what lies outside takes the ends.
   *
   * @param values row by row; NaN and infinite ones are transparent
   * @param longestSide larger grids are reduced to means over squares of cells
   */
  public static PngPicture sequential(
      int height, int width, float[] values, double low, double high, int longestSide) {
    return draw(Cells.reduced(height, width, values, longestSide), low, high, SEQUENTIAL);
  }

  /** As {@link #sequential}, from −{@code most} (blue) over 0 (white) to {@code most} (orange). */
  public static PngPicture diverging(
      int height, int width, float[] values, double most, int longestSide) {
    return draw(Cells.reduced(height, width, values, longestSide), -most, most, DIVERGING);
  }

  private static PngPicture draw(Cells cells, double low, double high, int[] stops) {
    BufferedImage image =
        new BufferedImage(
            cells.width(), cells.height(), BufferedImage.TYPE_BYTE_INDEXED, palette(stops));
    for (int i = 0; i < cells.values().length; i++) {
      float value = cells.values()[i];
      if (Float.isFinite(value)) {
        double share = high > low ? (value - low) / (high - low) : 0.5;
        double level = Math.rint(Math.min(1, Math.max(0, share)) * (LEVELS - 1));
        image.getRaster().setSample(i % cells.width(), i / cells.width(), 0, 1 + (int) level);
      }
    }
    return PngPicture.of(image);
  }

  private static IndexColorModel palette(int[] stops) {
    int[] colours = new int[LEVELS + 1];
    for (int level = 0; level < LEVELS; level++) {
      double at = (double) level * (stops.length - 1) / (LEVELS - 1);
      int from = (int) Math.min(at, stops.length - 2);
      colours[level + 1] = 0xFF000000 | between(stops[from], stops[from + 1], at - from);
    }
    return new IndexColorModel(
        Byte.SIZE, colours.length, colours, 0, true, 0, java.awt.image.DataBuffer.TYPE_BYTE);
  }

  private static int between(int first, int second, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= Byte.SIZE) {
      int a = first >> shift & 0xFF;
      int b = second >> shift & 0xFF;
      mixed |= (int) Math.rint(a + share * (b - a)) << shift;
    }
    return mixed;
  }

  /** A grid of values, reduced where it is too large. */
  private record Cells(int height, int width, float[] values) {
    static Cells reduced(int height, int width, float[] values, int longestSide) {
      int factor = (Math.max(height, width) + longestSide - 1) / longestSide;
      if (factor <= 1) {
        return new Cells(height, width, values);
      }
      int rows = (height + factor - 1) / factor;
      int columns = (width + factor - 1) / factor;
      double[] sums = new double[rows * columns];
      int[] counts = new int[rows * columns];
      for (int i = 0; i < values.length; i++) {
        if (Float.isFinite(values[i])) {
          int cell = i / width / factor * columns + i % width / factor;
          sums[cell] += values[i];
          counts[cell]++;
        }
      }
      float[] means = new float[sums.length];
      for (int cell = 0; cell < means.length; cell++) {
        means[cell] = counts[cell] == 0 ? Float.NaN : (float) (sums[cell] / counts[cell]);
      }
      return new Cells(rows, columns, means);
    }
  }
}
