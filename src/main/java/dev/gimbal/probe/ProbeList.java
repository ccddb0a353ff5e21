package dev.gimbal.probe;

import dev.gimbal.geometry.AffineMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects probes for one frame size in order: no identity, no two probes that do the same, no
 * translation that leaves nothing in the frame.
 */
public final class ProbeList {
  private final int height;
  private final int width;
  private final List<Probe> probes = new ArrayList<>();
  private final Set<AffineMap> maps = new HashSet<>();
  private final Set<String> ids = new HashSet<>();

  public ProbeList(int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("frame " + height + "x" + width);
    }
    this.height = height;
    this.width = width;
    maps.add(normal(AffineMap.IDENTITY));
  }

  /** Adds the probe unless it is the identity, a repetition, or shows nothing of the image. */
  public boolean add(Probe probe) {
    if (probe instanceof Translation shift
        && (Math.abs((long) shift.dy()) >= height || Math.abs((long) shift.dx()) >= width)) {
      return false;
    }
    if (!maps.add(normal(probe.map(height, width))) || !ids.add(probe.id())) {
      return false;
    }
    return probes.add(probe);
  }

  public int size() {
    return probes.size();
  }

  /** The probes so far, in the order in which they came. */
  public List<Probe> toList() {
    return List.copyOf(probes);
  }

  /** Rounds away the last digits and negative zeros, so that equal turns are equal. */
  private static AffineMap normal(AffineMap map) {
    return new AffineMap(
        normal(map.yy()),
        normal(map.yx()),
        normal(map.y0()),
        normal(map.xy()),
        normal(map.xx()),
        normal(map.x0()));
  }

  private static double normal(double value) {
    return Math.rint(value * 1e9) / 1e9 + 0.0;
  }
}
