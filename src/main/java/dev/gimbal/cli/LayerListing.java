package dev.gimbal.cli;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.Layer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A model's layers as a table for people. Where both axes agree, one value stands for both. */
final class LayerListing {
  private static final String NONE = "-";

  private LayerListing() {}

  static String table(List<Layer> layers) {
    Table table =
        Table.withHeader(
            "#",
            "layer",
            "op",
            "kind",
            "shape",
            "jump",
            "start",
            "period",
            "field",
            "clean",
            "ancestry",
            "note");
    for (int i = 0; i < layers.size(); i++) {
      addRow(table, i, layers.get(i));
    }
    return table.text();
  }

  private static void addRow(Table table, int index, Layer layer) {
    String shape = layer.shape().stream().map(String::valueOf).collect(Collectors.joining("x"));
    if (layer.geometry() instanceof Layer.Geometry.Known known) {
      LayerGeometry grid = known.value();
      table.row(
          Integer.toString(index),
          layer.name(),
          layer.op(),
          layer.kind().id(),
          shape,
          both(grid, axis -> axis.jump().toString()),
          both(grid, LayerListing::start),
          both(grid, axis -> axis.period().toString()),
          both(grid, axis -> Long.toString(axis.receptiveField())),
          both(grid, axis -> cells(axis.clean())),
          layer.ancestry().id(),
          layer.channelsLast() ? "channels last" : "");
    } else {
      String reason =
          layer.geometry() instanceof Layer.Geometry.Unknown unknown ? unknown.reason() : "";
      table.row(
          Integer.toString(index),
          layer.name(),
          layer.op(),
          layer.kind().id(),
          shape,
          NONE,
          NONE,
          NONE,
          NONE,
          NONE,
          layer.ancestry().id(),
          reason);
    }
  }

  private static String start(AxisGeometry axis) {
    return axis.startLow().equals(axis.startHigh())
        ? axis.startLow().toString()
        : axis.startLow() + ".." + axis.startHigh();
  }

  private static String cells(IndexRange range) {
    return range.isEmpty() ? "none" : range.first() + ".." + range.last();
  }

  private static String both(LayerGeometry grid, Function<AxisGeometry, String> text) {
    String y = text.apply(grid.y());
    String x = text.apply(grid.x());
    return y.equals(x) ? y : y + " x " + x;
  }
}
