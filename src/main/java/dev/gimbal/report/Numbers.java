package dev.gimbal.report;

import dev.gimbal.result.Interval;
import java.util.Locale;

/**
 * The one place where numbers become text: a point as decimal mark, a true minus sign, no locale.
 */
public final class Numbers {
  private static final char MINUS = '\u2212';
  private static final String THIN = "\u202f";

  private Numbers() {}

  /** A score or a loss to three decimals; never {@code −0.000}. */
  public static String score(double value) {
    return fixed(value, 3);
  }

  /** An interval of scores, such as {@code [0.951, 0.994]}. */
  public static String interval(Interval interval) {
    return "[" + score(interval.lo()) + ", " + score(interval.hi()) + "]";
  }

  /** A share between 0 and 1 as a percentage with one decimal. */
  public static String share(double share) {
    return fixed(share * 100, 1) + THIN + "%";
  }

  /** An interval of shares as percentages. */
  public static String shares(Interval interval) {
    return fixed(interval.lo() * 100, 1) + " to " + share(interval.hi());
  }

  /** A loss: {@code ≤ floor} where it does not exceed its own numerical error. */
  public static String loss(double loss, double floor) {
    return Math.abs(loss) <= floor ? "≤ floor" : score(loss);
  }

  /** A small positive number to two digits, such as {@code 1.2e−7}. */
  public static String small(double value) {
    return String.format(Locale.ROOT, "%.1e", value).replace('-', MINUS).replace("e+00", "");
  }

  /** A whole number with thin spaces between thousands. */
  public static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(",", THIN).replace('-', MINUS);
  }

  /** A score cut, not rounded, to two decimals for a small cell: 1 is only shown for 1. */
  public static String cell(double value) {
    return value < 0 ? "< 0" : value >= 1 ? "1" : fixed(Math.floor(value * 100 + 1e-9) / 100, 2);
  }

  /** A number with as few decimals as it needs, at most two, such as an angle or a tick. */
  public static String plain(double value) {
    String text = fixed(value, 2);
    while (text.indexOf('.') >= 0 && (text.endsWith("0") || text.endsWith("."))) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }

  /** As {@link #plain} with a plus sign before what is above zero: a shift or an angle. */
  public static String signed(double value) {
    return value > 0 ? "+" + plain(value) : plain(value);
  }

  /** A file size. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return whole(bytes) + THIN + "B";
    }
    return bytes < 1_000_000
        ? fixed(bytes / 1e3, 1) + THIN + "kB"
        : fixed(bytes / 1e6, 1) + THIN + "MB";
  }

  /** A duration. */
  public static String seconds(double seconds) {
    return fixed(seconds, seconds < 10 ? 2 : 1) + THIN + "s";
  }

  /** A count with its noun; the plural is the noun with an s. */
  public static String count(long count, String noun) {
    return whole(count) + " " + noun + (count == 1 ? "" : "s");
  }

  /** An SVG coordinate: an ASCII minus, at most one decimal. */
  public static String coordinate(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    text = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    return text.equals("-0") ? "0" : text;
  }

  private static String fixed(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    boolean zero = text.chars().allMatch(c -> c == '-' || c == '0' || c == '.');
    return zero && text.startsWith("-") ? text.substring(1) : text.replace('-', MINUS);
  }
}
