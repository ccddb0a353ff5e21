package dev.gimbal.report;

import dev.gimbal.result.Interval;

/** Shares between 0 and 1 as a sentence puts them: short percentages, and fractions in words. */
public final class Shares {
  private static final String PERCENT = "\u202f%";
  private static final double HARDLY_ANY = 0.03;
  private static final double ALMOST_ALL = 0.96;

  /** A fraction and its words. */
  private record Fraction(double value, String words) {}

  private static final Fraction[] FRACTIONS = {
    new Fraction(0.05, "about one in twenty"),
    new Fraction(0.1, "about one in ten"),
    new Fraction(0.2, "about one in five"),
    new Fraction(0.25, "about one in four"),
    new Fraction(1 / 3.0, "about one in three"),
    new Fraction(0.5, "about half"),
    new Fraction(2 / 3.0, "about two in three"),
    new Fraction(0.75, "about three in four"),
    new Fraction(0.8, "about four in five"),
    new Fraction(0.9, "about nine in ten")
  };

  private Shares() {}

  /**
   * A percentage in whole numbers, with one decimal below 1 and above 99: {@code 100 %} and {@code
   * 0 %} are only said of 1 and 0.
   */
  public static String percent(double share) {
    return number(share) + PERCENT;
  }

  /** An interval of percentages without the sign, such as {@code [95–98]}; never narrower. */
  public static String interval(Interval interval) {
    return "[" + end(interval.lo(), false) + "–" + end(interval.hi(), true) + "]";
  }

  /** The share and its interval, where there is one. */
  public static String measured(Summary.Mean mean) {
    return percent(mean.value()) + mean.interval().map(i -> " " + interval(i)).orElse("");
  }

  /** The rest of a share, with the interval of the rest; a rest below 0 is an error of 0. */
  public static String rest(Summary.Mean mean) {
    return percent(Math.max(0, 1 - mean.value()))
        + mean.interval()
            .map(
                i -> " " + interval(new Interval(Math.max(0, 1 - i.hi()), Math.max(0, 1 - i.lo()))))
            .orElse("");
  }

  /** A share in words that anyone pictures, such as {@code about one in three}. */
  public static String inWords(double share) {
    if (share <= 0) {
      return "none";
    }
    if (share < HARDLY_ANY) {
      return "hardly any";
    }
    if (share >= ALMOST_ALL) {
      return share >= 1 ? "all" : "almost all";
    }
    Fraction nearest = FRACTIONS[0];
    for (Fraction fraction : FRACTIONS) {
      if (Math.abs(fraction.value() - share) < Math.abs(nearest.value() - share)) {
        nearest = fraction;
      }
    }
    return nearest.words();
  }

  private static String end(double share, boolean upper) {
    double percent = share * 100;
    boolean fine = (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
    double scaled = fine ? percent * 10 : percent;
    // A hair within rounding error of a mark is on it.
    double cut = upper ? Math.ceil(scaled - 1e-9) : Math.floor(scaled + 1e-9);
    return Numbers.plain(fine ? cut / 10 : cut);
  }

  private static String number(double share) {
    double percent = share * 100;
    boolean near = (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
    if (!near) {
      return Numbers.whole(Math.round(percent));
    }
    return percent < 0.1 ? "< 0.1" : percent > 99.9 ? "> 99.9" : Numbers.plain(oneDecimal(percent));
  }

  /** Cut towards the middle, so that 99.96 does not read 100. */
  private static double oneDecimal(double percent) {
    return percent > 99 ? Math.floor(percent * 10) / 10 : Math.round(percent * 10) / 10.0;
  }
}
