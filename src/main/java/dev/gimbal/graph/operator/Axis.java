package dev.gimbal.graph.operator;

import java.util.List;
import java.util.Optional;

/**
 * One axis of a tensor as the product of what was merged into it, outermost first; a flattened map
 * is one axis with the factors channel, y, x. Factors of size 1 are left out, but for the batch.
 */
public record Axis(List<Factor> factors) {
  /** An axis of size 1 that stands for nothing. */
  public static final Axis SINGLE = new Axis(List.of());

  /**
   * One factor: all cells of a role, or a part of them after a reshape cut the role into pieces.
   *
   * @param size cells of this factor
   * @param step cells of the role from one cell of this factor to the next
   * @param whole cells of the role
   */
  public record Factor(Role role, int size, int step, int whole) {
    public Factor(Role role, int size) {
      this(role, size, 1, size);
    }

    /** True for a piece of a role that was cut. */
    public boolean isPart() {
      return size != whole;
    }

    /** Neighbouring cells of a cut role, as in blocks of {@code size}. */
    boolean isBlock() {
      return isPart() && step == 1;
    }

    /** Every {@code step}-th cell of a cut role, one a block. */
    boolean isEveryBlock() {
      return isPart() && size * step == whole;
    }

    /** Both as one factor, where {@code inner} continues this one. */
    Optional<Factor> with(Factor inner) {
      boolean fits =
          role.isPlace()
              && role == inner.role
              && whole == inner.whole
              && isPart()
              && step == inner.size * inner.step;
      return fits
          ? Optional.of(new Factor(role, size * inner.size, inner.step, whole))
          : Optional.empty();
    }
  }

  public Axis {
    factors = List.copyOf(factors);
  }

  /** An axis with one role; size 1 gives {@link #SINGLE}, but for the batch. */
  public static Axis of(Role role, int size) {
    return size == 1 && role != Role.BATCH ? SINGLE : new Axis(List.of(new Factor(role, size)));
  }

  public int size() {
    return factors.stream().mapToInt(Factor::size).reduce(1, Math::multiplyExact);
  }

  /** Whether it is the whole of a role and nothing else. */
  public boolean is(Role role) {
    return factors.size() == 1 && factors.get(0).role() == role && !hasPart();
  }

  /** Whether a piece of a role that was cut is in it. */
  public boolean hasPart() {
    return factors.stream().anyMatch(Factor::isPart);
  }

  public boolean has(Role role) {
    return factors.stream().anyMatch(f -> f.role() == role);
  }

  public boolean hasPlace() {
    return factors.stream().anyMatch(f -> f.role().isPlace());
  }

  /** True when nothing but the batch, if that, is in it. */
  public boolean isTrivial() {
    return factors.stream().allMatch(f -> f.size() == 1);
  }

  /** The same factors, but for those of size 1. */
  public boolean matches(Axis other) {
    return large().equals(other.large());
  }

  private List<Factor> large() {
    return factors.stream().filter(factor -> factor.size() > 1).toList();
  }

  /** Rows and columns, merged and nothing else. */
  public boolean isFlattenedSpace() {
    return hasPlace() && factors.stream().allMatch(f -> f.role().isPlace());
  }

  /** The same sizes, standing for channels. */
  public Axis asChannels() {
    return new Axis(
        factors.stream()
            .map(f -> f.role().isPlace() ? new Factor(Role.CHANNEL, f.size()) : f)
            .toList());
  }
}
