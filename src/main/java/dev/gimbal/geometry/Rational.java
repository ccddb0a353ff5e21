package dev.gimbal.geometry;

/**
 * An exact fraction in lowest terms with a positive denominator; jumps, starts and periods are
 * rational because resizing layers make them so.
 *
 * <p>Arithmetic throws {@link ArithmeticException} when a result leaves the range of {@code long}.
 */
public record Rational(long numerator, long denominator) implements Comparable<Rational> {
  public static final Rational ZERO = new Rational(0, 1);
  public static final Rational ONE = new Rational(1, 1);
  public static final Rational HALF = new Rational(1, 2);

  /** Normalises sign and common factors; a zero denominator is refused. */
  public Rational {
    if (denominator == 0) {
      throw new ArithmeticException("zero denominator");
    }
    long divisor = gcd(Math.absExact(numerator), Math.absExact(denominator));
    if (denominator < 0) {
      divisor = -divisor;
    }
    numerator /= divisor;
    denominator /= divisor;
  }

  public static Rational of(long numerator, long denominator) {
    return new Rational(numerator, denominator);
  }

  public static Rational of(long integer) {
    return new Rational(integer, 1);
  }

  public Rational plus(Rational other) {
    return new Rational(
        Math.addExact(
            Math.multiplyExact(numerator, other.denominator),
            Math.multiplyExact(other.numerator, denominator)),
        Math.multiplyExact(denominator, other.denominator));
  }

  public Rational minus(Rational other) {
    return plus(new Rational(Math.negateExact(other.numerator), other.denominator));
  }

  public Rational times(Rational other) {
    return new Rational(
        Math.multiplyExact(numerator, other.numerator),
        Math.multiplyExact(denominator, other.denominator));
  }

  public Rational times(long factor) {
    return times(of(factor));
  }

  public Rational dividedBy(Rational other) {
    return times(new Rational(other.denominator, other.numerator));
  }

  /**
   * Smallest positive fraction that both arguments divide a whole number of times; both must be
   * positive.
   */
  public static Rational lcm(Rational a, Rational b) {
    if (a.numerator <= 0 || b.numerator <= 0) {
      throw new ArithmeticException("lcm of " + a + " and " + b + ": both must be positive");
    }
    long denominator =
        Math.multiplyExact(a.denominator / gcd(a.denominator, b.denominator), b.denominator);
    long x = Math.multiplyExact(a.numerator, denominator / a.denominator);
    long y = Math.multiplyExact(b.numerator, denominator / b.denominator);
    return new Rational(Math.multiplyExact(x / gcd(x, y), y), denominator);
  }

  public static Rational min(Rational a, Rational b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  public static Rational max(Rational a, Rational b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  public boolean isInteger() {
    return denominator == 1;
  }

  /** True when {@code this} is a whole multiple of {@code step}. */
  public boolean isMultipleOf(Rational step) {
    return dividedBy(step).isInteger();
  }

  public long floor() {
    return Math.floorDiv(numerator, denominator);
  }

  public long ceil() {
    return -Math.floorDiv(-numerator, denominator);
  }

  public double toDouble() {
    return (double) numerator / denominator;
  }

  @Override
  public int compareTo(Rational other) {
    return Long.compare(
        Math.multiplyExact(numerator, other.denominator),
        Math.multiplyExact(other.numerator, denominator));
  }

  @Override
  public String toString() {
    return denominator == 1 ? Long.toString(numerator) : numerator + "/" + denominator;
  }

  private static long gcd(long a, long b) {
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }
}
