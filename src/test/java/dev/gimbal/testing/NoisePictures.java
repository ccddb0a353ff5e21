package dev.gimbal.testing;

import dev.gimbal.engine.ImageFeed;
import dev.gimbal.image.Channels;
import dev.gimbal.image.DrawnImages;
import dev.gimbal.image.FrameSize;
import dev.gimbal.image.Interpolation;
import dev.gimbal.image.Picture;
import dev.gimbal.image.PixelValues;
import dev.gimbal.image.PreparedImage;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.image.Resize;
import dev.gimbal.plan.PlannedProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Pictures of white noise, whose autocorrelation is known: every value is a whole number drawn
 * evenly from 0…255, independent of all others. Rendered by the product's own image code.
 */
public final class NoisePictures {
  /** Variance of every value. */
  public static final double VARIANCE = (256.0 * 256 - 1) / 12;

  /** Mean of every value. */
  public static final double MEAN = 127.5;

  /** Mean square of every value. */
  public static final double MEAN_SQUARE = VARIANCE + MEAN * MEAN;

  private NoisePictures() {}

  /** Draws the product's own textured scenes, with values from −1 to 1. */
  public static List<PreparedImage> drawn(
      int count, long seed, int channels, int height, int width) {
    DrawnImages source = new DrawnImages(count, seed, height, width, channels);
    List<PreparedImage> images = new ArrayList<>();
    for (int image = 0; image < count; image++) {
      Picture picture = source.draw(image);
      float[][] planes = new float[channels][height * width];
      float[] line = new float[width];
      for (int i = 0; i < channels * height; i++) {
        picture.row(i % height, i / height, line);
        for (int x = 0; x < width; x++) {
          planes[i / height][i % height * width + x] = line[x] / 127.5f - 1;
        }
      }
      images.add(prepare(planes, height, width, 0));
    }
    return images;
  }

  /**
   * Draws pictures with real content around the frame.
   *
   * @param margin pixels of content on every side
   */
  public static List<PreparedImage> draw(
      int count, int channels, int height, int width, int margin, long seed) {
    Random random = new Random(seed);
    List<PreparedImage> images = new ArrayList<>();
    for (int image = 0; image < count; image++) {
      float[][] planes = new float[channels][(height + 2 * margin) * (width + 2 * margin)];
      for (float[] plane : planes) {
        for (int i = 0; i < plane.length; i++) {
          plane[i] = random.nextInt(256);
        }
      }
      images.add(prepare(planes, height, width, margin));
    }
    return images;
  }

  /** Pictures of given planes, unchanged by any preprocessing. */
  public static PreparedImage prepare(float[][] planes, int height, int width, int margin) {
    Preprocessing raw =
        new Preprocessing(
            Optional.empty(),
            Optional.empty(),
            Channels.AS_STORED,
            planes.length,
            new FrameSize(height, width),
            new Resize.None(),
            Interpolation.BILINEAR,
            new PixelValues(1, List.of(0.0), List.of(1.0)),
            Map.of(),
            List.of());
    Picture picture = Picture.ofPlanes(height + 2 * margin, width + 2 * margin, planes);
    return PreparedImage.of(picture, raw, true);
  }

  /** The pictures under these probes, all under the first one's border protocol. */
  public static ImageFeed feed(List<PreparedImage> images, List<PlannedProbe> probes) {
    return new Feed(images, probes);
  }

  private record Feed(List<PreparedImage> images, List<PlannedProbe> probes) implements ImageFeed {
    @Override
    public int size() {
      return images.size();
    }

    @Override
    public String name(int image) {
      return "noise#" + image;
    }

    @Override
    public OptionalInt label(int image) {
      return OptionalInt.empty();
    }

    @Override
    public Frame frame(int image) {
      return new Rendered(images.get(image), probes);
    }
  }

  private record Rendered(PreparedImage image, List<PlannedProbe> probes)
      implements ImageFeed.Frame {
    @Override
    public void reference(float[] target) {
      image.renderReference(probes.get(0).border(), target);
    }

    @Override
    public void probed(int probe, float[] target) {
      image.renderProbe(probes.get(probe).probe(), probes.get(probe).border(), target);
    }

    @Override
    public void roundTrip(int probe, float[] target) {
      image.renderRoundTrip(probes.get(probe).probe(), probes.get(probe).border(), target);
    }
  }
}
