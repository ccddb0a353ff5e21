package dev.gimbal.report.html;

/** Gives each chart of a page its identifier: a count, never a name from the model. */
final class ChartIds {
  private int last;

  String next() {
    last++;
    return "chart" + last;
  }
}
