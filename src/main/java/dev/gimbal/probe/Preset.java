package dev.gimbal.probe;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Ready-made sets of probes, scaled to the frame and to the network's periods.
 *
 * <p>Each has single-pixel steps near zero on both axes (neighbouring steps are the pairs of the
 * flip rate), diagonal steps, the corners a quarter of the side away, ±P and ±2P per axis for every
 * period that fits half of the side, a grid over the (dx, dy) plane, turns (90° and 270° only on
 * square frames) and crops. Small frames and few periods give fewer probes.
 */
public enum Preset {
  /** About 25 probes. */
  QUICK(1, 1, 1, new double[] {-15, 15, 90}, new double[] {0.8}, 2),
  /** About 100 probes. */
  STANDARD(
      8,
      1,
      2,
      new double[] {-45, -30, -15, -10, -5, -2, -1, 1, 2, 5, 10, 15, 30, 45, 90, 180, 270},
      new double[] {0.95, 0.8, 0.65, 0.5},
      5),
  /** About 400 probes. */
  THOROUGH(
      16,
      4,
      6,
      new double[] {
        -75, -60, -45, -40, -35, -30, -25, -20, -15, -12.5, -10, -7.5, -5, -3, -2, -1, 1, 2, 3, 5,
        7.5, 10, 12.5, 15, 20, 25, 30, 35, 40, 45, 60, 75, 90, 180, 270
      },
      new double[] {0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5},
      5);

  /** Below this side a turn other than a half or quarter one leaves nothing to compare. */
  private static final int SMALLEST_TURNED_SIDE = 4;

  private final int steps;
  private final int diagonalSteps;
  private final int gridSteps;
  private final double[] degrees;
  private final double[] keeps;
  private final int anchors;

  Preset(
      int steps, int diagonalSteps, int gridSteps, double[] degrees, double[] keeps, int anchors) {
    this.steps = steps;
    this.diagonalSteps = diagonalSteps;
    this.gridSteps = gridSteps;
    this.degrees = degrees;
    this.keeps = keeps;
    this.anchors = anchors;
  }

  /** The name on the command line. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Finds a preset by its name. */
  public static Optional<Preset> named(String name) {
    for (Preset preset : values()) {
      if (preset.id().equals(name)) {
        return Optional.of(preset);
      }
    }
    return Optional.empty();
  }

  /**
   * The probes for a frame.
   *
   * @param height of the frame in pixels
   * @param width of the frame in pixels
   * @param periods the distinct periods of the network's layers
   */
  public List<Probe> probes(int height, int width, List<PixelPeriod> periods) {
    ProbeList list = new ProbeList(height, width);
    addSteps(list, height, width);
    addPeriods(list, height, width, periods);
    addGrid(list, height, width);
    for (double angle : degrees) {
      boolean halfTurn = angle == 180;
      boolean quarterTurn = angle == 90 || angle == 270;
      boolean fits = Math.min(height, width) >= SMALLEST_TURNED_SIDE;
      if (halfTurn || (quarterTurn ? height == width : fits)) {
        list.add(new Rotation(angle));
      }
    }
    for (double keep : keeps) {
      for (Anchor anchor : List.of(Anchor.values()).subList(0, anchors)) {
        list.add(new Crop(keep, anchor));
      }
    }
    return list.toList();
  }

  private void addSteps(ProbeList list, int height, int width) {
    for (int step = 1; step <= steps; step++) {
      for (int signed : new int[] {step, -step}) {
        if (step <= near(width)) {
          list.add(new Translation(signed, 0));
        }
        if (step <= near(height)) {
          list.add(new Translation(0, signed));
        }
      }
    }
    int most = Math.min(diagonalSteps, Math.min(near(height), near(width)));
    for (int step = 1; step <= most; step++) {
      list.add(new Translation(step, step));
      list.add(new Translation(-step, -step));
      if (this != QUICK) {
        list.add(new Translation(step, -step));
        list.add(new Translation(-step, step));
      }
    }
  }

  private void addPeriods(ProbeList list, int height, int width, List<PixelPeriod> periods) {
    for (PixelPeriod period : periods) {
      boolean fitsX = period.x() <= width / 2;
      boolean fitsY = period.y() <= height / 2;
      if (this == QUICK) {
        addIf(list, fitsX, period.x(), 0);
        addIf(list, fitsY, 0, -period.y());
        continue;
      }
      for (int sign : new int[] {1, -1}) {
        addIf(list, fitsX, sign * period.x(), 0);
        addIf(list, fitsY, 0, sign * period.y());
        addIf(list, 2 * period.x() <= width / 2, 2 * sign * period.x(), 0);
        addIf(list, 2 * period.y() <= height / 2, 0, 2 * sign * period.y());
      }
    }
  }

  private static void addIf(ProbeList list, boolean fits, int dx, int dy) {
    if (fits) {
      list.add(new Translation(dx, dy));
    }
  }

  /** The plane of shifts, out to the corners; quick takes the corners and the axes' ends only. */
  private void addGrid(ProbeList list, int height, int width) {
    int farY = far(height);
    int farX = far(width);
    for (int i = -gridSteps; i <= gridSteps; i++) {
      for (int j = -gridSteps; j <= gridSteps; j++) {
        list.add(
            new Translation(
                (int) Math.rint((double) farX * j / gridSteps),
                (int) Math.rint((double) farY * i / gridSteps)));
      }
    }
    if (this == THOROUGH) {
      // Neighbours of outer grid points: pairs one pixel apart far from zero.
      for (int sign : new int[] {1, -1}) {
        list.add(new Translation(sign * Math.max(0, farX - 1), sign * farY));
        list.add(new Translation(sign * farX, sign * Math.max(0, farY - 1)));
        list.add(new Translation(sign * (farX / 2 + 1), 0));
        list.add(new Translation(0, sign * (farY / 2 + 1)));
      }
    }
  }

  /** A quarter of the side: the canvas' margin, so that nothing leaves there. */
  private static int far(int side) {
    return side >= 4 ? side / 4 : side / 2;
  }

  /** Single-pixel steps stay within half of the side. */
  private static int near(int side) {
    return side / 2;
  }
}
