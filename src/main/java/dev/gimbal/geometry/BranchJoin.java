package dev.gimbal.geometry;

import java.util.List;

/** Where the cells sit when branches of equal size are added, multiplied or stacked. */
public final class BranchJoin {
  private BranchJoin() {}

  /** True when every cell of the branches moves by the same number of pixels. */
  public static boolean jumpsAgree(List<AxisGeometry> branches) {
    return branches.stream().allMatch(b -> b.jump().equals(branches.get(0).jump()));
  }

  /** The joint geometry; jumps and sizes must agree. */
  public static AxisGeometry of(List<AxisGeometry> branches) {
    return branches.stream().reduce(BranchJoin::join).orElseThrow();
  }

  private static AxisGeometry join(AxisGeometry a, AxisGeometry b) {
    if (!a.jump().equals(b.jump()) || a.size() != b.size()) {
      throw new IllegalArgumentException("cannot join " + a + " and " + b);
    }
    return new AxisGeometry(
        a.size(),
        a.jump(),
        Rational.min(a.startLow(), b.startLow()),
        Rational.max(a.startHigh(), b.startHigh()),
        Rational.lcm(a.period(), b.period()),
        a.clean().intersect(b.clean()),
        a.wrapClean().intersect(b.wrapClean()),
        Rational.min(a.fieldLow(), b.fieldLow()),
        Rational.max(a.fieldHigh(), b.fieldHigh()));
  }
}
