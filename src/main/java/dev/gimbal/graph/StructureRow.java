package dev.gimbal.graph;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One layer in words, for {@code gimbal inspect}; pairs are y then x, one value where both agree,
 * empty where there is none.
 *
 * @param shape such as {@code 1×64×56×56}
 * @param start input coordinate of cell 0's centre, or an interval {@code a…b}
 * @param clean first and last clean cell per axis, {@code none} where empty
 * @param reason why there is no geometry, or why the layer is skipped; else empty
 */
public record StructureRow(
    String name,
    String op,
    String kind,
    String shape,
    String jump,
    String start,
    String period,
    String receptiveField,
    String clean,
    String ancestry,
    String reason) {

  static List<StructureRow> of(Structure structure) {
    List<StructureRow> rows = new ArrayList<>();
    structure.layers().forEach(layer -> rows.add(of(layer)));
    structure
        .skipped()
        .forEach(
            s ->
                rows.add(
                    new StructureRow(
                        s.name(), s.op(), "skipped", "", "", "", "", "", "", "", s.reason())));
    return rows;
  }

  private static StructureRow of(Layer layer) {
    String shape = String.join("×", layer.shape().stream().map(String::valueOf).toList());
    if (layer.geometry() instanceof Layer.Geometry.Known known) {
      LayerGeometry g = known.value();
      return new StructureRow(
          layer.name(),
          layer.op(),
          layer.kind().id(),
          shape,
          pair(g, a -> a.jump().toString()),
          pair(g, StructureRow::start),
          pair(g, a -> a.period().toString()),
          pair(g, a -> Long.toString(a.receptiveField())),
          pair(g, StructureRow::clean),
          layer.ancestry().id(),
          "");
    }
    String reason =
        layer.geometry() instanceof Layer.Geometry.Unknown unknown ? unknown.reason() : "";
    return new StructureRow(
        layer.name(),
        layer.op(),
        layer.kind().id(),
        shape,
        "",
        "",
        "",
        "",
        "",
        layer.ancestry().id(),
        reason);
  }

  private static String pair(LayerGeometry g, Function<AxisGeometry, String> part) {
    String y = part.apply(g.y());
    String x = part.apply(g.x());
    return y.equals(x) ? y : y + " × " + x;
  }

  private static String start(AxisGeometry axis) {
    Rational low = axis.startLow();
    Rational high = axis.startHigh();
    return low.equals(high) ? low.toString() : low + "…" + high;
  }

  private static String clean(AxisGeometry axis) {
    return axis.clean().isEmpty() ? "none" : axis.clean().first() + "…" + axis.clean().last();
  }
}
