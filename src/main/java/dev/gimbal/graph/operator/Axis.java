package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis of a tensor as the product of what was merged into it, outermost first; a flattened map
 * is one axis with the factors channel, y, x. Factors of size 1 are left out, but for the batch.
 */
public record Axis(List<Factor> factors) {
  /** An axis of size 1 that stands for nothing. */
  public static final Axis SINGLE = new Axis(List.of());

  /** One factor. */
  public record Factor(Role role, int size) {}

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

  public boolean is(Role role) {
    return factors.size() == 1 && factors.get(0).role() == role;
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

  /** Rows and columns, merged and nothing else. */
  public boolean isFlattenedSpace() {
    return hasPlace() && factors.stream().allMatch(f -> f.role().isPlace());
  }

  /** The same sizes, standing for channels. */
  public Axis asChannels() {
    List<Factor> channels = new ArrayList<>();
    for (Factor factor : factors) {
      channels.add(
          new Factor(factor.role().isPlace() ? Role.CHANNEL : factor.role(), factor.size()));
    }
    return new Axis(channels);
  }
}
