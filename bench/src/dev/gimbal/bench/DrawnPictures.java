package dev.gimbal.bench;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** Seeded pictures of coloured shapes, for benchmarks that need more images than there are. */
final class DrawnPictures {
  private static final int SIDE = 256;
  private static final int SHAPES = 24;

  private DrawnPictures() {}

  /** Writes the pictures that the folder lacks, as PNG files. */
  static void write(Path folder, int count) throws IOException {
    Files.createDirectories(folder);
    for (int number = 0; number < count; number++) {
      Path file = folder.resolve("%04d.png".formatted(number));
      if (!Files.exists(file)) {
        Path part = folder.resolve("part");
        ImageIO.write(picture(number), "png", part.toFile());
        Files.move(part, file);
      }
    }
  }

  private static BufferedImage picture(int number) {
    Random random = new Random(number);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, colour(random), SIDE, SIDE, colour(random)));
    graphics.fillRect(0, 0, SIDE, SIDE);
    for (int shape = 0; shape < SHAPES; shape++) {
      graphics.setColor(colour(random));
      int size = 8 + random.nextInt(SIDE / 3);
      int x = random.nextInt(SIDE) - size / 2;
      int y = random.nextInt(SIDE) - size / 2;
      if (random.nextBoolean()) {
        graphics.fillOval(x, y, size, size / 2);
      } else {
        graphics.fillRect(x, y, size / 2, size);
      }
    }
    graphics.dispose();
    return image;
  }

  private static Color colour(Random random) {
    return new Color(random.nextInt(0x1000000));
  }
}
