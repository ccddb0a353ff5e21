package dev.gimbal.report.network;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the boxes and connections of a piece of a network lie, in pixels.
 *
 * @param boxes one an entry, then one a layer of the piece, in order
 * @param wires one a connection
 */
public record Placement(double width, double height, List<Box> boxes, List<Wire> wires) {
  /** A box by its upper left corner. */
  public record Box(double x, double y, double width, double height) {}

  /** A line through points, x and y in turn, from the source to the target. */
  public record Wire(List<Double> points) {
    public Wire {
      points = List.copyOf(points);
    }
  }

  private static final double GAP = 18;
  private static final double LINE_GAP = 30;

  /** Room for the boxes of a stack, and for the connections between lines. */
  private static final double MARGIN = 10;

  public Placement {
    boxes = List.copyOf(boxes);
    wires = List.copyOf(wires);
  }

  /**
   * A chain, wrapped as a text is.
   *
   * @param count how many boxes
   * @param columns how many stand in a line
   */
  public static Placement chain(int count, int columns) {
    List<Box> boxes = new ArrayList<>();
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double x = MARGIN + (i % columns) * (NetworkPlacer.BOX_WIDTH + GAP);
      double y = MARGIN + (double) (i / columns) * (NetworkPlacer.BOX_HEIGHT + LINE_GAP);
      boxes.add(new Box(x, y, NetworkPlacer.BOX_WIDTH, NetworkPlacer.BOX_HEIGHT));
      if (i > 0) {
        wires.add(wire(boxes.get(i - 1), boxes.get(i)));
      }
    }
    Box last = boxes.get(count - 1);
    double width = boxes.get(Math.min(count, columns) - 1).x() + last.width() + 2 * MARGIN;
    return new Placement(width, last.y() + last.height() + 2 * MARGIN, boxes, wires);
  }

  private static Wire wire(Box from, Box to) {
    double right = from.x() + from.width();
    double startY = from.y() + from.height() / 2;
    double endY = to.y() + to.height() / 2;
    if (from.y() == to.y()) {
      return new Wire(List.of(right, startY, to.x(), endY));
    }
    double turn = right + MARGIN;
    double between = to.y() - LINE_GAP / 3;
    double back = to.x() - MARGIN;
    return new Wire(
        List.of(
            right, startY, turn, startY, turn, between, back, between, back, endY, to.x(), endY));
  }
}
