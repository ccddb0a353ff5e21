package dev.gimbal.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Says on stderr how far the work has come: a bar on a terminal, else a line per 10 %. Safe to call
 * from many threads. Closing it ends the bar's line.
 */
final class Progress implements AutoCloseable {
  private static final int BAR_CELLS = 30;
  private static final int LINE_PERCENT = 10;
  private static final long REDRAW_NANOS = 100_000_000L;
  private static final double NANOS_PER_SECOND = 1e9;

  private enum Style {
    SILENT,
    LINES,
    BAR
  }

  private final PrintStream err;
  private final Style style;
  private final String label;
  private final long total;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private long done;
  private int shownPercent;
  private long drawnNanos;
  private boolean drawn;

  private Progress(PrintStream err, Style style, String label, long total, LongSupplier nanoClock) {
    if (total < 1) {
      throw new IllegalArgumentException("total " + total);
    }
    this.err = err;
    this.style = style;
    this.label = label;
    this.total = total;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
  }

  /**
   * Starts at 0 of {@code total} steps.
   *
   * @param label what is being done, such as {@code Measuring}
   */
  static Progress start(Console console, boolean quiet, String label, long total) {
    return start(console, quiet, label, total, System::nanoTime);
  }

  static Progress start(
      Console console, boolean quiet, String label, long total, LongSupplier nanoClock) {
    Style style = console.errIsTerminal() ? Style.BAR : Style.LINES;
    return new Progress(console.err(), quiet ? Style.SILENT : style, label, total, nanoClock);
  }

  /** Reports further steps; more than the total count as the total. */
  synchronized void step(long steps) {
    done = Math.min(total, done + steps);
    int percent = (int) (100 * ((double) done / total));
    switch (style) {
      case SILENT -> {}
      case LINES -> printLine(percent);
      case BAR -> drawBar(percent);
    }
  }

  private void printLine(int percent) {
    int rounded = percent - percent % LINE_PERCENT;
    if (rounded > shownPercent) {
      shownPercent = rounded;
      err.println(label + ": " + rounded + " % " + timing());
      err.flush();
    }
  }

  private void drawBar(int percent) {
    long now = nanoClock.getAsLong();
    if (drawn && done < total && now - drawnNanos < REDRAW_NANOS) {
      return;
    }
    drawn = true;
    drawnNanos = now;
    int cells = (int) (BAR_CELLS * ((double) done / total));
    String bar = "#".repeat(cells) + ".".repeat(BAR_CELLS - cells);
    // Erase to the end of the line: the text before may have been longer.
    err.print("\r" + label + " [" + bar + "] " + percent + " % " + timing() + "\u001b[K");
    err.flush();
  }

  private String timing() {
    double seconds = (nanoClock.getAsLong() - startNanos) / NANOS_PER_SECOND;
    if (done == total) {
      return String.format(Locale.ROOT, "(%.1f s)", seconds);
    }
    double left = seconds / Math.max(1, done) * (total - done);
    return String.format(Locale.ROOT, "(about %.0f s left)", Math.ceil(left));
  }

  @Override
  public synchronized void close() {
    if (drawn) {
      err.println();
      err.flush();
      drawn = false;
    }
  }
}
