package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.image.MapImage;
import dev.gimbal.image.PngPicture;
import dev.gimbal.result.PicturePair.LayerMaps;
import dev.gimbal.result.Png;
import dev.gimbal.score.MapShape;
import java.util.Optional;

/** Draws one layer's feature map before and after a probe: the channel that changed most. */
final class MapPictures {
  private final int longestSide;

  /**
   * Prepares.
   *
   * @param longestSide of a picture, pixels; a cell is a pixel unless the map is larger
   */
  MapPictures(int longestSide) {
    this.longestSide = longestSide;
  }

  /**
   * The pictures; none where values are not finite or no cell is visible.
   *
   * @param before C planes of the unprobed image's map
   * @param after of the probed image's
   * @param alignment how the latter is read in the reference frame, where the geometry is known
   */
  Optional<LayerMaps> of(
      int layer, MapShape shape, float[] before, float[] after, Optional<Alignment> alignment) {
    int height = shape.height();
    int width = shape.width();
    int channel = mostChanged(shape, before, after, alignment);
    if (channel < 0) {
      return Optional.empty();
    }
    float[] reference = plane(before, channel, shape);
    float[] probed = plane(after, channel, shape);
    float[] compared = compared(shape, after, channel, alignment);
    float[] difference = new float[reference.length];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double largest = 0;
    for (int cell = 0; cell < reference.length; cell++) {
      difference[cell] = compared[cell] - reference[cell];
      largest =
          Float.isNaN(compared[cell]) ? largest : Math.max(largest, Math.abs(difference[cell]));
      low = Math.min(low, Math.min(reference[cell], probed[cell]));
      high = Math.max(high, Math.max(reference[cell], probed[cell]));
    }
    double lowest = low;
    double highest = high;
    return Optional.of(
        new LayerMaps(
            layer,
            channel,
            low,
            high,
            largest,
            sequential(height, width, reference, low, high),
            sequential(height, width, probed, low, high),
            alignment.map(known -> sequential(height, width, compared, lowest, highest)),
            png(MapImage.diverging(height, width, difference, largest, longestSide))));
  }

  /**
   * The channel whose visible cells changed most in the reference frame; −1 if none can be told.
   */
  private static int mostChanged(
      MapShape shape, float[] before, float[] after, Optional<Alignment> alignment) {
    int best = -1;
    double most = -1;
    for (int channel = 0; channel < shape.channels(); channel++) {
      float[] compared = compared(shape, after, channel, alignment);
      double change = 0;
      int seen = 0;
      boolean finite = true;
      for (int cell = 0; cell < compared.length; cell++) {
        int at = channel * shape.cells() + cell;
        finite &= Float.isFinite(before[at]) && Float.isFinite(after[at]);
        if (!Float.isNaN(compared[cell])) {
          double difference = (double) compared[cell] - before[at];
          change += difference * difference;
          seen++;
        }
      }
      if (finite && seen > 0 && change > most) {
        best = channel;
        most = change;
      }
    }
    return best;
  }

  private static float[] compared(
      MapShape shape, float[] after, int channel, Optional<Alignment> alignment) {
    return alignment
        .map(
            known ->
                new MovedBack(shape.height(), shape.width(), known)
                    .plane(after, channel * shape.cells()))
        .orElseGet(() -> plane(after, channel, shape));
  }

  private static float[] plane(float[] planes, int channel, MapShape shape) {
    float[] plane = new float[shape.cells()];
    System.arraycopy(planes, channel * shape.cells(), plane, 0, plane.length);
    return plane;
  }

  private Png sequential(int height, int width, float[] values, double low, double high) {
    return png(MapImage.sequential(height, width, values, low, high, longestSide));
  }

  static Png png(PngPicture picture) {
    return new Png(picture.height(), picture.width(), picture.base64());
  }
}
