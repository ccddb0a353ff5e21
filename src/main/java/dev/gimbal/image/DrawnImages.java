package dev.gimbal.image;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Seeded drawings for audits without images: a background whose spectrum falls like a photograph's
 * (noise octaves, amplitude halving with frequency doubling) under a light gradient, and a few
 * shaded, textured shapes that cover each other, the largest near the middle.
 *
 * <p>Each image depends on the seed and its own number only. Values are whole numbers in 0…255.
 */
public final class DrawnImages implements ImageSource {
  /** How many are drawn when the user gives none. */
  public static final int DEFAULT_COUNT = 64;

  private static final int VERSION = 1;

  private final int count;
  private final long seed;
  private final int height;
  private final int width;
  private final int channels;

  public DrawnImages(int count, long seed, int height, int width, int channels) {
    if (count < 1 || height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          count + " images of " + height + "x" + width + ", channels " + channels);
    }
    this.count = count;
    this.seed = seed;
    this.height = height;
    this.width = width;
    this.channels = channels;
  }

  /** Everything that determines the drawings; hashed in place of their bytes. */
  String recipe() {
    return "drawn images, version %d: %d of %dx%dx%d, seed %d"
        .formatted(VERSION, count, channels, height, width, seed);
  }

  /** Draws one image. */
  public Picture draw(int index) {
    Objects.checkIndex(index, count);
    long mixed = RandomSource.SPLIT_MIX_64.create(seed ^ (index + 1L) << 32).nextLong();
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(mixed);
    Drawing drawing = new Drawing(height, width, channels, random);
    drawing.background();
    int shapes = 2 + random.nextInt(5);
    for (int i = 0; i < shapes; i++) {
      drawing.shape(i < shapes - 1 ? 0.08 + 0.2 * random.nextDouble() : 0.3, i == shapes - 1);
    }
    return Picture.ofPlanes(height, width, drawing.finish());
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public String name(int index) {
    return "drawn#" + index;
  }

  @Override
  public byte[] bytes(int index) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(index).array();
  }

  @Override
  public ImageDecoder.Decoded decode(byte[] bytes) {
    return new ImageDecoder.Decoded(draw(ByteBuffer.wrap(bytes).getInt()), false);
  }
}
