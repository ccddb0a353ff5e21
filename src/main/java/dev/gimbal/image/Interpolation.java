package dev.gimbal.image;

import java.util.Locale;

/**
 * The filter of a resize, a kernel over source pixels. When a picture is reduced the kernel widens
 * by the same factor, which low-passes it; {@code nearest} alone does not.
 */
public enum Interpolation {
  NEAREST(0.5),
  AREA(0.5),
  BILINEAR(1),
  HAMMING(1),
  BICUBIC(2),
  LANCZOS(3);

  private final double support;

  Interpolation(double support) {
    this.support = support;
  }

  /** The name used in sidecars. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Half the kernel's width in source pixels before widening. */
  double support() {
    return support;
  }

  /** The kernel, not normalised. */
  double weight(double distance) {
    double x = Math.abs(distance);
    if (x >= support) {
      // The box is half open, so that a source pixel on its edge counts once.
      return this == AREA && distance == 0.5 ? 1 : 0;
    }
    return switch (this) {
      case NEAREST, AREA -> 1;
      case BILINEAR -> 1 - x;
      case HAMMING -> sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x));
      // Keys' cubic with a = −½, as Pillow and torchvision use when they low-pass.
      case BICUBIC -> x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2;
      case LANCZOS -> sinc(x) * sinc(x / 3);
    };
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }
}
