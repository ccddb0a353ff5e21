package dev.gimbal.engine;

/**
 * After how many images a measurement that may stop early is looked at: after 30, and then each
 * time a seventh has been added, so that looking costs a fixed share of the time. Fixed numbers, so
 * that neither threads nor clocks decide where a measurement ends.
 */
final class LookSchedule {
  /** Fewer images leave every number indicative. */
  private static final int FIRST = 30;

  private static final int SHARE_ADDED = 7;

  private LookSchedule() {}

  /** Whether to look after so many images. */
  static boolean isLook(int images) {
    int look = FIRST;
    while (look < images) {
      look += look / SHARE_ADDED;
    }
    return look == images;
  }
}
