package dev.gimbal.cli;

import dev.gimbal.graph.Structure;
import dev.gimbal.graph.StructureRow;
import java.util.List;

/** A model's layers as a table for people. */
final class LayerListing {
  private static final String NONE = "-";

  private LayerListing() {}

  static String table(Structure structure) {
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
    List<StructureRow> rows = structure.rows();
    for (int i = 0; i < rows.size(); i++) {
      StructureRow row = rows.get(i);
      table.row(
          i < structure.layers().size() ? Integer.toString(i) : NONE,
          row.name(),
          row.op(),
          row.kind(),
          orNone(row.shape()),
          orNone(row.jump()),
          orNone(row.start()),
          orNone(row.period()),
          orNone(row.receptiveField()),
          orNone(row.clean()),
          orNone(row.ancestry()),
          row.reason());
    }
    return table.text();
  }

  private static String orNone(String text) {
    return text.isEmpty() ? NONE : text;
  }
}
