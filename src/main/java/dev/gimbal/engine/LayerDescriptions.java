package dev.gimbal.engine;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Rational;
import dev.gimbal.graph.Ancestry;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.score.ReferenceSummary;
import java.util.List;
import java.util.function.Function;

/** Describes layers as results name them. */
public final class LayerDescriptions {
  private LayerDescriptions() {}

  static LayerInfo of(WatchedLayer watched, LayerCondition condition) {
    Layer layer = watched.layer();
    Outcome scale =
        condition
            .problem()
            .orElseGet(
                () -> Outcome.measured(condition.summary().scale(), condition.summary().images()));
    double meanSquare = condition.found().map(ReferenceSummary::meanSquare).orElse(0.0);
    return new LayerInfo(
        layer.name(),
        layer.op(),
        layer.kind().id(),
        layer.shape(),
        watched.geometry().map(LayerDescriptions::grid),
        note(layer),
        layer.ancestry().id(),
        layer.parents(),
        scale,
        meanSquare);
  }

  /** Jump, start, period, receptive field and clean cells, [y, x]. */
  public static LayerInfo.Grid grid(LayerGeometry geometry) {
    return new LayerInfo.Grid(
        pair(geometry, axis -> text(axis.jump())),
        pair(geometry, axis -> text(axis.startLow())),
        pair(geometry, axis -> text(axis.startHigh())),
        pair(geometry, axis -> text(axis.period())),
        pair(geometry, AxisGeometry::receptiveField),
        pair(geometry, axis -> range(axis.clean())));
  }

  private static String note(Layer layer) {
    boolean expected = layer.kind() == LayerKind.MAP || layer.ancestry() == Ancestry.UNKNOWN;
    return expected && layer.geometry() instanceof Layer.Geometry.Unknown unknown
        ? unknown.reason()
        : "";
  }

  private static <T> List<T> pair(LayerGeometry geometry, Function<AxisGeometry, T> part) {
    return List.of(part.apply(geometry.y()), part.apply(geometry.x()));
  }

  private static String text(Rational value) {
    return value.toString();
  }

  private static List<Integer> range(IndexRange range) {
    return range.isEmpty() ? List.of() : List.of(range.first(), range.last());
  }
}
