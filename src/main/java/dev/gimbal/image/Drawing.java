package dev.gimbal.image;

import org.apache.commons.rng.UniformRandomProvider;

/** One image in the making: float planes in 0…255 that shapes are painted on. */
final class Drawing {
  private static final double GRAIN = 3;

  private final int height;
  private final int width;
  private final int channels;
  private final UniformRandomProvider random;
  private final float[][] planes;

  Drawing(int height, int width, int channels, UniformRandomProvider random) {
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.random = random;
    this.planes = new float[channels][height * width];
  }

  /** Noise octaves in a common and a per-channel part, over a gradient between two colours. */
  void background() {
    double[] base = colour(70, 190);
    double[] slope = colour(-60, 60);
    double angle = 2 * Math.PI * random.nextDouble();
    float[] common = noise(60);
    for (int c = 0; c < channels; c++) {
      float[] own = noise(18);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int i = y * width + x;
          double along =
              Math.cos(angle) * ((x + 0.5) / width - 0.5)
                  + Math.sin(angle) * ((y + 0.5) / height - 0.5);
          planes[c][i] = (float) (base[c] + slope[c] * along + common[i] + own[i]);
        }
      }
    }
  }

  /**
   * Paints a shape over what is there.
   *
   * @param radiusShare mean radius over the shorter side
   * @param central near the middle, or anywhere
   */
  void shape(double radiusShare, boolean central) {
    double radius = Math.max(1, radiusShare * Math.min(height, width));
    double spread = central ? 0.2 : 0.9;
    double centreY = height * (0.5 + spread * (random.nextDouble() - 0.5));
    double centreX = width * (0.5 + spread * (random.nextDouble() - 0.5));
    Outline outline = Outline.draw(random);
    Texture texture = Texture.draw(random, radius);
    double[] light = colour(20, 235);
    double[] dark = colour(20, 235);
    double shade = 0.5 * random.nextDouble();
    int reach = (int) Math.ceil(1.7 * radius) + 1;
    for (int y = Math.max(0, (int) centreY - reach); y < Math.min(height, centreY + reach); y++) {
      for (int x = Math.max(0, (int) centreX - reach); x < Math.min(width, centreX + reach); x++) {
        double dy = y + 0.5 - centreY;
        double dx = x + 0.5 - centreX;
        if (dy * dy + dx * dx > (double) reach * reach) {
          continue;
        }
        // One pixel of soft edge: the signed distance to the outline, along the radius.
        double cover =
            outline.radius(Math.atan2(dy, dx)) * radius - Math.sqrt(dy * dy + dx * dx) + 0.5;
        if (cover > 0) {
          double mix = texture.value(dy, dx);
          double lit = 1 - shade * (dy + dx) / (2 * radius);
          paint(y * width + x, Math.min(1, cover), mix, lit, light, dark);
        }
      }
    }
  }

  private void paint(int at, double cover, double mix, double lit, double[] light, double[] dark) {
    for (int c = 0; c < channels; c++) {
      double colour = lit * (mix * light[c] + (1 - mix) * dark[c]);
      planes[c][at] = (float) (planes[c][at] + cover * (colour - planes[c][at]));
    }
  }

  /** Adds sensor-like grain and rounds to whole values in 0…255. */
  float[][] finish() {
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        double grain = GRAIN * (random.nextDouble() + random.nextDouble() - 1);
        plane[i] = (float) Math.rint(Math.min(255, Math.max(0, plane[i] + grain)));
      }
    }
    return planes;
  }

  private double[] colour(double low, double high) {
    double[] colour = new double[channels];
    for (int c = 0; c < channels; c++) {
      colour[c] = low + (high - low) * random.nextDouble();
    }
    return colour;
  }

  /** Smooth random octaves; each has half the cell size and half the amplitude of the last. */
  private float[] noise(double amplitude) {
    float[] sum = new float[height * width];
    double cell = Math.max(height, width) / 2.0;
    for (double a = amplitude; cell >= 2; cell /= 2, a /= 2) {
      int rows = (int) Math.ceil(height / cell) + 2;
      int columns = (int) Math.ceil(width / cell) + 2;
      float[] knots = new float[rows * columns];
      for (int i = 0; i < knots.length; i++) {
        knots[i] = (float) (a * (2 * random.nextDouble() - 1));
      }
      addOctave(sum, knots, columns, cell);
    }
    return sum;
  }

  private void addOctave(float[] sum, float[] knots, int columns, double cell) {
    int[] columnOf = new int[width];
    float[] fx = new float[width];
    for (int x = 0; x < width; x++) {
      columnOf[x] = (int) (x / cell);
      fx[x] = smooth(x / cell - columnOf[x]);
    }
    for (int y = 0; y < height; y++) {
      int row = (int) (y / cell);
      float fy = smooth(y / cell - row);
      for (int x = 0; x < width; x++) {
        int k = row * columns + columnOf[x];
        float above = knots[k] + fx[x] * (knots[k + 1] - knots[k]);
        float below = knots[k + columns] + fx[x] * (knots[k + columns + 1] - knots[k + columns]);
        sum[y * width + x] += above + fy * (below - above);
      }
    }
  }

  private static float smooth(double t) {
    return (float) (t * t * (3 - 2 * t));
  }

  /** A closed curve about the origin: an ellipse, a polygon or a blob; mean radius about 1. */
  private record Outline(int kind, double stretch, double turn, int corners, double[] waves) {
    static Outline draw(UniformRandomProvider random) {
      double[] waves = new double[6];
      for (int i = 0; i < waves.length; i++) {
        waves[i] = 0.14 * (2 * random.nextDouble() - 1);
      }
      return new Outline(
          random.nextInt(3),
          0.55 + 0.45 * random.nextDouble(),
          2 * Math.PI * random.nextDouble(),
          3 + random.nextInt(4),
          waves);
    }

    double radius(double angle) {
      double t = angle - turn;
      if (kind == 0) {
        return stretch / Math.hypot(stretch * Math.cos(t), Math.sin(t)) * 1.2;
      }
      if (kind == 1) {
        double sector = 2 * Math.PI / corners;
        double within = t - sector * Math.floor(t / sector) - sector / 2;
        return 1.3 * Math.cos(sector / 2) / Math.cos(within);
      }
      double r = 1;
      for (int k = 0; k < waves.length / 2; k++) {
        r += waves[2 * k] * Math.cos((k + 2) * t) + waves[2 * k + 1] * Math.sin((k + 2) * t);
      }
      return r;
    }
  }

  /** How two colours mix inside a shape: plain, stripes, checks or rings; 0…1. */
  private record Texture(int kind, double frequency, double cos, double sin) {
    static Texture draw(UniformRandomProvider random, double radius) {
      double angle = Math.PI * random.nextDouble();
      double period = Math.max(3, radius * (0.25 + 0.6 * random.nextDouble()));
      return new Texture(random.nextInt(4), 2 * Math.PI / period, Math.cos(angle), Math.sin(angle));
    }

    double value(double dy, double dx) {
      double u = frequency * (cos * dx + sin * dy);
      double v = frequency * (cos * dy - sin * dx);
      return switch (kind) {
        case 0 -> 1;
        case 1 -> 0.5 + 0.5 * Math.sin(u);
        case 2 -> 0.5 + 0.5 * Math.sin(u) * Math.sin(v);
        default -> 0.5 + 0.5 * Math.cos(frequency * Math.sqrt(dy * dy + dx * dx));
      };
    }
  }
}
