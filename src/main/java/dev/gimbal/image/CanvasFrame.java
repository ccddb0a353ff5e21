package dev.gimbal.image;

import java.util.Arrays;

/** Embeds an image, reduced with a low-pass, into a margin of its own ring colour. */
final class CanvasFrame {
  private CanvasFrame() {}

  static PixelFrame embed(PixelFrame frame) {
    int height = frame.height();
    int width = frame.width();
    FrameSize inner = PreparedImage.canvasContent(height, width);
    float[] packed = new float[frame.channels() * height * width];
    frame.copyTo(packed);
    Picture picture =
        new Picture(
            height,
            width,
            frame.channels(),
            false,
            (y, c, row) -> System.arraycopy(packed, (c * height + y) * width, row, 0, width));
    Resampler resampler =
        new Resampler(
            picture,
            inner.height(),
            inner.width(),
            Interpolation.BILINEAR,
            new Resampler.Window(0, 0, inner.height(), inner.width()));
    float[] margin = frame.ringMean();
    float[][] planes = new float[frame.channels()][height * width];
    for (int c = 0; c < planes.length; c++) {
      Arrays.fill(planes[c], margin[c]);
      float[] content = resampler.channel(c);
      for (int y = 0; y < inner.height(); y++) {
        System.arraycopy(
            content,
            y * inner.width(),
            planes[c],
            (y + height / 4) * width + width / 4,
            inner.width());
      }
    }
    return PixelFrame.plain(planes, height, width);
  }
}
