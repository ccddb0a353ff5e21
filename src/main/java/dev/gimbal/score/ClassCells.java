package dev.gimbal.score;

import java.util.Arrays;

/** What is kept of every probed row: its top class, three flags and two distances. */
final class ClassCells {
  /** Ranks that count as "among the five". */
  static final int FIVE = 5;

  private static final byte MEASURED = 1;
  private static final byte FAILED = 2;
  private static final byte AMONG_FIVE = 4;
  private static final byte TIED = 8;

  private final byte[][] flags;
  private final int[][] tops;
  private final float[][] drops;
  private final float[][] divergences;

  ClassCells(int images, int probes) {
    this(
        new byte[images][probes],
        new int[images][probes],
        new float[images][probes],
        new float[images][probes]);
  }

  private ClassCells(byte[][] flags, int[][] tops, float[][] drops, float[][] divergences) {
    this.flags = flags;
    this.tops = tops;
    this.drops = drops;
    this.divergences = divergences;
  }

  /** The first images; the rows are shared. */
  ClassCells first(int images) {
    return new ClassCells(
        Arrays.copyOf(flags, images),
        Arrays.copyOf(tops, images),
        Arrays.copyOf(drops, images),
        Arrays.copyOf(divergences, images));
  }

  void fail(int image, int probe) {
    flags[image][probe] = FAILED;
  }

  void put(
      int image, int probe, int top, boolean five, boolean tied, float drop, float divergence) {
    flags[image][probe] = (byte) (MEASURED | (five ? AMONG_FIVE : 0) | (tied ? TIED : 0));
    tops[image][probe] = top;
    drops[image][probe] = drop;
    divergences[image][probe] = divergence;
  }

  int images() {
    return flags.length;
  }

  int probes() {
    return flags.length == 0 ? 0 : flags[0].length;
  }

  boolean isMeasured(int image, int probe) {
    return has(image, probe, MEASURED);
  }

  boolean isFailed(int image, int probe) {
    return has(image, probe, FAILED);
  }

  boolean isAmongFive(int image, int probe) {
    return has(image, probe, AMONG_FIVE);
  }

  boolean isTied(int image, int probe) {
    return has(image, probe, TIED);
  }

  int top(int image, int probe) {
    return tops[image][probe];
  }

  double drop(int image, int probe) {
    return drops[image][probe];
  }

  double divergence(int image, int probe) {
    return divergences[image][probe];
  }

  /** First image that failed under a probe, or −1. */
  int firstFailed(int probe) {
    for (int image = 0; image < images(); image++) {
      if (isFailed(image, probe)) {
        return image;
      }
    }
    return -1;
  }

  private boolean has(int image, int probe, byte flag) {
    return (flags[image][probe] & flag) != 0;
  }
}
