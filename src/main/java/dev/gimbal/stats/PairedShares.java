package dev.gimbal.stats;

/**
 * The difference of two proportions over the same images, before minus after, from the fourfold
 * table of what each image did: right both times, lost, gained, wrong both times.
 *
 * <p>Its interval combines the two Wilson intervals and the correlation φ of the table (Newcombe
 * 1998, "Improved confidence intervals for the difference between binomial proportions based on
 * paired data", method 10): with p₁, p₂ and their intervals [l, u], dl² = (p₁ − l₁)² − 2φ(p₁ −
 * l₁)(u₂ − p₂) + (u₂ − p₂)², and the lower end is p₁ − p₂ − dl; the upper one mirrored. A positive
 * φ is reduced by half an image before use, as the method asks.
 *
 * @param both images right before and after
 * @param lost right before, wrong after
 * @param gained wrong before, right after
 * @param neither wrong both times
 */
public record PairedShares(int both, int lost, int gained, int neither) {
  public PairedShares {
    if (both < 0 || lost < 0 || gained < 0 || neither < 0 || both + lost + gained + neither < 1) {
      throw new IllegalArgumentException(both + ", " + lost + ", " + gained + ", " + neither);
    }
  }

  /** Images. */
  public int images() {
    return both + lost + gained + neither;
  }

  /** Share before minus share after, in [−1, 1]. */
  public double difference() {
    return (lost - gained) / (double) images();
  }

  /**
   * The interval of {@link #difference}.
   *
   * @param confidence above 0 and below 1
   */
  public Bounds interval(double confidence) {
    int n = images();
    Bounds before = Wilson.interval(both + lost, n, confidence);
    Bounds after = Wilson.interval(both + gained, n, confidence);
    double first = (both + lost) / (double) n;
    double second = (both + gained) / (double) n;
    double phi = correlation();
    double down = half(first - before.lo(), after.hi() - second, phi);
    double up = half(before.hi() - first, second - after.lo(), phi);
    double difference = difference();
    return new Bounds(Math.max(-1, difference - down), Math.min(1, difference + up));
  }

  private static double half(double a, double b, double phi) {
    return Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  }

  private double correlation() {
    double margins =
        (double) (both + lost) * (gained + neither) * ((double) (both + gained) * (lost + neither));
    if (margins == 0) {
      return 0;
    }
    double product = (double) both * neither - (double) lost * gained;
    double corrected = product > 0 ? Math.max(product - images() / 2.0, 0) : product;
    return corrected / Math.sqrt(margins);
  }
}
