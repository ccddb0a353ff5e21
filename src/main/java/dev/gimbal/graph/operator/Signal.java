package dev.gimbal.graph.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known about a tensor: what its axes stand for, where its cells sit, what lies above it.
 *
 * @param axes one per axis of the tensor
 * @param y its rows
 * @param x its columns
 * @param influence operators above
 * @param constant whether it does not depend on the image
 * @param opaque why nothing is known about it, if so
 * @param cut the piece of another tensor that it is, if so
 */
public record Signal(
    List<Axis> axes,
    Span y,
    Span x,
    Influence influence,
    boolean constant,
    Optional<String> opaque,
    Optional<Cut> cut) {

  /** Cells {@code first} … {@code first + count − 1} of an axis of the tensor {@code source}. */
  public record Cut(String source, int axis, int first, int count) {}

  public Signal {
    axes = List.copyOf(axes);
  }

  public static Signal of(List<Axis> axes, Span y, Span x, Influence influence) {
    return new Signal(axes, y, x, influence, false, Optional.empty(), Optional.empty());
  }

  /** A tensor that does not depend on the image. */
  public static Signal constant(List<Integer> shape) {
    List<Axis> axes = new ArrayList<>();
    shape.forEach(size -> axes.add(Axis.of(Role.CHANNEL, size)));
    return new Signal(
        axes,
        Span.UNIFORM,
        Span.UNIFORM,
        Influence.LOCAL,
        true,
        Optional.empty(),
        Optional.empty());
  }

  /** A tensor about which nothing is known, with the reason as a clause. */
  public static Signal opaque(String reason) {
    return new Signal(
        List.of(),
        new Span.Unknown(reason),
        new Span.Unknown(reason),
        Influence.LOCAL,
        false,
        Optional.of(reason),
        Optional.empty());
  }

  public Signal withAxes(List<Axis> newAxes) {
    return of(newAxes, y, x, influence);
  }

  public Signal with(Influence more) {
    return of(axes, y, x, influence.and(more));
  }

  public Signal withSpan(Role role, Span span) {
    return role == Role.Y ? of(axes, span, x, influence) : of(axes, y, span, influence);
  }

  public Signal withCut(Cut piece) {
    return new Signal(axes, y, x, influence, constant, opaque, Optional.of(piece));
  }

  public Span span(Role role) {
    return role == Role.Y ? y : x;
  }

  /** One value per image, with no axis of its own. */
  public boolean isScalar() {
    return axes.stream().allMatch(Axis::isTrivial);
  }

  public boolean has(Role role) {
    return axes.stream().anyMatch(axis -> axis.has(role));
  }

  public boolean hasPlace() {
    return axes.stream().anyMatch(Axis::hasPlace);
  }

  /** Axes with one of them replaced. */
  public List<Axis> axesWith(int index, Axis axis) {
    List<Axis> copy = new ArrayList<>(axes);
    copy.set(index, axis);
    return copy;
  }
}
