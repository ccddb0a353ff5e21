package dev.gimbal.image;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;

/**
 * Network input turned back into what a person sees: grey, or red, green and blue in 0…255,
 * whatever the network's channel order and normalisation.
 */
public final class SeenImage {
  private static final int COLOURS = 3;

  private SeenImage() {}

  /**
   * The input as a picture of 8 bits a channel; low-passed where it has to be reduced.
   *
   * @param pixels network units, C planes of H·W values
   * @param longestSide at most so many pixels high and wide
   */
  public static PngPicture png(float[] pixels, Preprocessing preprocessing, int longestSide) {
    int height = preprocessing.height();
    int width = preprocessing.width();
    Picture full = Picture.ofPlanes(height, width, planes(pixels, preprocessing));
    double scale = Math.min(1, (double) longestSide / Math.max(height, width));
    int shownHeight = (int) Math.max(1, Math.rint(height * scale));
    int shownWidth = (int) Math.max(1, Math.rint(width * scale));
    Resampler reduced =
        new Resampler(
            full,
            shownHeight,
            shownWidth,
            Interpolation.BILINEAR,
            new Resampler.Window(0, 0, shownHeight, shownWidth));
    BufferedImage image =
        new BufferedImage(
            shownWidth,
            shownHeight,
            full.channels() == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    WritableRaster raster = image.getRaster();
    for (int channel = 0; channel < full.channels(); channel++) {
      float[] values = reduced.channel(channel);
      for (int i = 0; i < values.length; i++) {
        raster.setSample(i % shownWidth, i / shownWidth, channel, Math.round(values[i]));
      }
    }
    return PngPicture.of(image);
  }

  /**
   * One plane of grey, or three of red, green, blue, in 0…255. Of inputs with other counts the
   * first one or three channels are shown.
   */
  static float[][] planes(float[] pixels, Preprocessing preprocessing) {
    int cells = preprocessing.height() * preprocessing.width();
    int shown = preprocessing.channelCount() < COLOURS ? 1 : COLOURS;
    float[][] planes = new float[shown][cells];
    for (int c = 0; c < shown; c++) {
      int from = preprocessing.channels() == Channels.BGR ? COLOURS - 1 - c : c;
      for (int i = 0; i < cells; i++) {
        double value = preprocessing.values().toImage(from, pixels[from * cells + i]);
        planes[c][i] = (float) Math.rint(Math.min(255, Math.max(0, value)));
      }
    }
    return planes;
  }
}
