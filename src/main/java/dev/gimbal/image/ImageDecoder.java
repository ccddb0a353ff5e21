package dev.gimbal.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG (CMYK too), BMP, GIF (first frame) and WebP.
 *
 * <p>Samples are read from the raster itself, because the JDK's grey colour space is linear and its
 * RGB conversion would silently brighten every grey image. Sixteen-bit samples are divided by 257.
 * Transparency is ignored, as {@code convert("RGB")} in Pillow and {@code imread} in OpenCV do.
 * Embedded colour profiles of RGB images are ignored, as they do. The EXIF orientation of a JPEG is
 * applied.
 */
final class ImageDecoder {
  /** Larger images are refused before anything is decoded. */
  static final long MAX_PIXELS = 100_000_000;

  /** One side may be at most this many times the other. */
  static final int MAX_ASPECT = 1000;

  private ImageDecoder() {}

  /** A decoded picture and whether its transparency was ignored. */
  record Decoded(Picture picture, boolean hadAlpha) {}

  static Decoded decode(byte[] bytes) throws UnreadableImageException {
    if (bytes.length == 0) {
      throw new UnreadableImageException("the file is empty");
    }
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new UnreadableImageException(
            "not a PNG, JPEG, BMP, GIF or WebP image (starts with " + firstBytes(bytes) + ")");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        checkSize(reader.getWidth(0), reader.getHeight(0));
        BufferedImage image = reader.read(0);
        checkSize(image.getWidth(), image.getHeight());
        return new Decoded(toPicture(image, bytes), image.getColorModel().hasAlpha());
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // Decoders of damaged files throw anything from EOFException to NegativeArraySizeException.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new UnreadableImageException("damaged or unsupported: " + reason, e);
    }
  }

  static void checkSize(long width, long height) throws UnreadableImageException {
    if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
      throw new UnreadableImageException(
          width
              + "x"
              + height
              + " pixels; at most "
              + MAX_PIXELS / 1_000_000
              + " megapixels are read");
    }
    if (Math.max(width, height) > MAX_ASPECT * Math.min(width, height)) {
      throw new UnreadableImageException(
          width + "x" + height + " pixels; one side is over " + MAX_ASPECT + " times the other");
    }
  }

  private static Picture toPicture(BufferedImage image, byte[] bytes) {
    Raster raster = ExifOrientation.read(bytes).apply(image.getRaster());
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      return paletteImage(raster, palette);
    }
    int space = model.getColorSpace().getType();
    if (space == ColorSpace.TYPE_GRAY) {
      return samples(raster, 1);
    }
    if (space == ColorSpace.TYPE_RGB && !model.isAlphaPremultiplied()) {
      return samples(raster, 3);
    }
    return converted(raster, model);
  }

  private static Picture samples(Raster raster, int channels) {
    int width = raster.getWidth();
    float[] factor = new float[channels];
    for (int c = 0; c < channels; c++) {
      factor[c] = 255f / ((1L << raster.getSampleModel().getSampleSize(c)) - 1);
    }
    return new Picture(
        raster.getHeight(),
        width,
        channels,
        true,
        (y, channel, target) -> {
          raster.getSamples(0, y, width, 1, channel, target);
          if (factor[channel] != 1f) {
            for (int x = 0; x < width; x++) {
              target[x] *= factor[channel];
            }
          }
        });
  }

  private static Picture paletteImage(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    int[] colours = new int[palette.getMapSize()];
    palette.getRGBs(colours);
    boolean grey = true;
    for (int colour : colours) {
      grey &= channel(colour, 0) == channel(colour, 1) && channel(colour, 1) == channel(colour, 2);
    }
    return new Picture(
        raster.getHeight(),
        width,
        grey ? 1 : 3,
        true,
        (y, channel, target) -> {
          int[] indices = raster.getSamples(0, y, width, 1, 0, (int[]) null);
          for (int x = 0; x < width; x++) {
            target[x] = channel(colours[Math.min(indices[x], colours.length - 1)], channel);
          }
        });
  }

  /** Any other colour space, converted by its own model. */
  private static Picture converted(Raster raster, ColorModel model) {
    int width = raster.getWidth();
    return new Picture(
        raster.getHeight(),
        width,
        3,
        true,
        (y, channel, target) -> {
          for (int x = 0; x < width; x++) {
            target[x] = channel(model.getRGB(raster.getDataElements(x, y, null)), channel);
          }
        });
  }

  private static int channel(int argb, int channel) {
    return argb >> (16 - 8 * channel) & 0xff;
  }

  private static String firstBytes(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      text.append(String.format(Locale.ROOT, i == 0 ? "%02x" : " %02x", bytes[i]));
    }
    return text.toString();
  }

  /** How to turn the stored pixels into the picture as it was taken. */
  record Orientation(boolean transpose, boolean flipY, boolean flipX) {
    static final Orientation UPRIGHT = new Orientation(false, false, false);

    Raster apply(Raster raster) {
      if (equals(UPRIGHT)) {
        return raster;
      }
      int height = transpose ? raster.getWidth() : raster.getHeight();
      int width = transpose ? raster.getHeight() : raster.getWidth();
      WritableRaster turned = raster.createCompatibleWritableRaster(width, height);
      Object pixel = raster.getDataElements(0, 0, null);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int sourceY = flipY ? height - 1 - y : y;
          int sourceX = flipX ? width - 1 - x : x;
          pixel =
              raster.getDataElements(
                  transpose ? sourceY : sourceX, transpose ? sourceX : sourceY, pixel);
          turned.setDataElements(x, y, pixel);
        }
      }
      return turned;
    }
  }
}
