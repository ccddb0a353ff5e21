package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Rational;
import dev.gimbal.graph.Ancestry;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.graph.SkippedTensor;
import dev.gimbal.graph.Structure;
import dev.gimbal.plan.LayerStructureJson;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayerListingTest {
  private static final AxisGeometry Y = AxisGeometry.input(28);
  private static final AxisGeometry X =
      new AxisGeometry(
          14,
          Rational.of(2, 1),
          Rational.HALF,
          Rational.of(3, 2),
          Rational.of(4, 1),
          new IndexRange(1, 12),
          new IndexRange(1, 12),
          Rational.of(-3, 1),
          Rational.of(4, 1));

  private static final List<Layer> LAYERS =
      List.of(
          new Layer(
              "image",
              "Input",
              LayerKind.MAP,
              List.of(1, 1, 28, 28),
              true,
              false,
              new Layer.Geometry.Known(new LayerGeometry(Y, Y, 28, 28)),
              Ancestry.LOCAL,
              List.of()),
          new Layer(
              "pool",
              "MaxPool",
              LayerKind.MAP,
              List.of(1, 8, 28, 14),
              true,
              false,
              new Layer.Geometry.Known(new LayerGeometry(Y, X, 28, 28)),
              Ancestry.LOCAL,
              List.of("image")),
          new Layer(
              "logits",
              "Gemm",
              LayerKind.VECTOR,
              List.of(1, 10),
              true,
              false,
              new Layer.Geometry.Unknown("a vector has no grid"),
              Ancestry.POSITIONAL,
              List.of("pool")));

  private static final Structure STRUCTURE =
      new Structure(
          LAYERS, List.of(new SkippedTensor("ids", "ArgMax", "whole numbers")), List.of(), 28, 28);

  @Test
  void oneValueStandsForAxesThatAgreeAndTwoForOthers() {
    List<String> lines =
        LayerListing.table(STRUCTURE).lines().map(line -> line.replaceAll(" {2,}", "|")).toList();
    assertThat(lines.get(2)).isEqualTo("0|image|Input|map|1×1×28×28|1|0|1|1|0…27|local");
    assertThat(lines.get(3))
        .isEqualTo("1|pool|MaxPool|map|1×8×28×14|1 × 2|0 × 1/2…3/2|1 × 4|1 × 8|0…27 × 1…12|local");
    assertThat(lines.get(4))
        .isEqualTo("2|logits|Gemm|vector|1×10|-|-|-|-|-|positional|a vector has no grid");
    assertThat(lines.get(5)).isEqualTo("-|ids|ArgMax|skipped|-|-|-|-|-|-|-|whole numbers");
  }

  @Test
  void jsonHasSpatialPairsInOrderYX() {
    String json = LayerStructureJson.of("m.onnx", STRUCTURE).replaceAll("\\s+", "");
    assertThat(json)
        .startsWith("{\"model\":\"m.onnx\",\"size\":[28,28],\"layers\":[{\"name\":\"image\"")
        .contains("\"jump\":[\"1\",\"2\"]")
        .contains("\"startHigh\":[\"0\",\"3/2\"]")
        .contains("\"period\":[\"1\",\"4\"]")
        .contains("\"receptiveField\":[1,8]")
        .contains("\"clean\":[[0,27],[1,12]]")
        .contains("\"gridNote\":\"avectorhasnogrid\"");
  }
}
