package dev.gimbal.report.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NetworkLayoutTest {
  private static LayerInfo layer(int index, String op, int... parents) {
    return new LayerInfo(
        "t" + index,
        op,
        "map",
        List.of(1, 8, 4, 4),
        Optional.empty(),
        "",
        "local",
        IntStream.of(parents).mapToObj(p -> "t" + p).toList(),
        Outcome.measured(1, 10),
        1);
  }

  private static List<LayerInfo> chain(int layers) {
    List<LayerInfo> chain = new ArrayList<>(List.of(layer(0, "Input")));
    for (int i = 1; i < layers; i++) {
      chain.add(layer(i, "Op" + i, i - 1));
    }
    return chain;
  }

  /** An input, then blocks of two convolutions and a sum with what came before. */
  private static List<LayerInfo> residual(int blocks) {
    List<LayerInfo> layers = new ArrayList<>(List.of(layer(0, "Input")));
    for (int b = 0; b < blocks; b++) {
      int at = layers.size();
      layers.add(layer(at, "Conv", at - 1));
      layers.add(layer(at + 1, "Conv", at));
      layers.add(layer(at + 2, "Add", at - 1, at + 1));
    }
    return layers;
  }

  @Test
  void aChainIsCutAfterEveryLayer() {
    assertThat(LayerGraph.of(chain(5)).blocks())
        .containsExactly(
            new Block(0, 0), new Block(1, 1), new Block(2, 2), new Block(3, 3), new Block(4, 4));
    assertThat(LayerGraph.of(List.of()).blocks()).isEmpty();
  }

  @Test
  void aResidualNetworkIsCutAfterEverySumAndFolded() {
    List<LayerInfo> layers = residual(5);
    LayerGraph graph = LayerGraph.of(layers);
    assertThat(graph.blocks())
        .startsWith(new Block(0, 0), new Block(1, 3), new Block(4, 6))
        .hasSize(6);
    assertThat(Stage.of(layers, graph))
        .containsExactly(new Stage(new Block(0, 0), 1, 1), new Stage(new Block(1, 15), 5, 5));
    assertThat(Stage.of(layers, graph).get(1).period()).isEqualTo(3);
  }

  @Test
  void aBlockWithAnotherOperatorShapeOrConnectionDoesNotRepeat() {
    List<LayerInfo> layers = residual(5);
    layers.set(8, layer(8, "Sigmoid", 7));
    List<Stage> stages = Stage.of(layers, LayerGraph.of(layers));
    assertThat(stages.stream().map(Stage::repeats)).containsExactly(1, 2, 1, 2);
    layers = residual(5);
    layers.set(9, layer(9, "Add", 7, 8));
    assertThat(Stage.of(layers, LayerGraph.of(layers)).stream().map(Stage::repeats))
        .containsExactly(1, 2, 1, 1, 2);
  }

  @Test
  void aLongSkipDoesNotKeepALargeNetworkInOnePiece() {
    List<LayerInfo> layers = chain(40);
    layers.set(39, layer(39, "Add", 38, 2));
    LayerGraph graph = LayerGraph.of(layers);
    assertThat(graph.blocks().size()).isGreaterThan(36);
    List<Piece> lines = Piece.lines(graph, 7);
    Piece last = lines.get(lines.size() - 1);
    assertThat(last.entries()).contains(new Piece.Entry(2, 0));
    layers = chain(12);
    layers.set(11, layer(11, "Add", 10, 2));
    assertThat(LayerGraph.of(layers).blocks()).contains(new Block(3, 11));
  }

  @Test
  void aDenseLayerKeepsItsNearestParentsAndBundlesTheRest() {
    List<LayerInfo> layers = chain(20);
    layers.set(19, layer(19, "Concat", IntStream.range(0, 19).toArray()));
    LayerGraph graph = LayerGraph.of(layers);
    assertThat(graph.parents().get(19)).containsExactly(16, 17, 18);
    assertThat(graph.bundled().get(19)).isEqualTo(16);
    List<Piece> lines = Piece.lines(graph, 7);
    assertThat(lines.get(lines.size() - 1).entries()).contains(new Piece.Entry(19, 16));
  }

  @Test
  void unknownLaterAndRepeatedNamesDoNoHarm() {
    List<LayerInfo> layers =
        List.of(layer(0, "Input", 0, 7), layer(1, "A", 0, 2), layer(2, "B", 1), layer(1, "C", 1));
    LayerGraph graph = LayerGraph.of(layers);
    assertThat(graph.parents()).containsExactly(List.of(), List.of(0), List.of(1), List.of(1));
    assertThat(graph.leftOut()).isEqualTo(3);
  }

  @Test
  void linesHoldEveryLayerOnceAndKeepToTheirColumns() {
    for (List<LayerInfo> layers : List.of(chain(23), residual(9), chain(1))) {
      List<Piece> lines = Piece.lines(LayerGraph.of(layers), 7);
      assertThat(
              lines.stream()
                  .flatMapToInt(l -> IntStream.rangeClosed(l.layers().from(), l.layers().to())))
          .containsExactlyElementsOf(IntStream.range(0, layers.size()).boxed().toList());
      assertThat(lines).allMatch(line -> line.columns() <= 7);
    }
  }

  @Test
  void boxesDoNotOverlapAndWiresJoinThem() {
    List<LayerInfo> layers = residual(7);
    NetworkPlacer placer = new NetworkPlacer(7);
    for (Piece piece : Piece.lines(LayerGraph.of(layers), 7)) {
      Placement placement = placer.place(piece).orElseThrow();
      List<Placement.Box> boxes = placement.boxes();
      assertThat(boxes).hasSize(piece.entries().size() + piece.layers().size());
      for (int a = 0; a < boxes.size(); a++) {
        Placement.Box box = boxes.get(a);
        assertThat(box.x() + box.width()).isLessThanOrEqualTo(placement.width());
        assertThat(box.y() + box.height()).isLessThanOrEqualTo(placement.height());
        for (int b = 0; b < a; b++) {
          assertThat(overlap(box, boxes.get(b))).as(a + " and " + b).isFalse();
        }
      }
      int wire = 0;
      for (int layer = 0; layer < piece.layers().size(); layer++) {
        Placement.Box target = boxes.get(piece.entries().size() + layer);
        for (int parent : piece.parents().get(layer)) {
          List<Double> points = placement.wires().get(wire++).points();
          Placement.Box source = boxes.get(parent);
          assertThat(points.get(0)).isEqualTo(source.x() + source.width());
          assertThat(points.get(points.size() - 2)).isEqualTo(target.x());
        }
      }
      assertThat(wire).isEqualTo(placement.wires().size()).isEqualTo(piece.edges());
    }
  }

  private static boolean overlap(Placement.Box a, Placement.Box b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  @Test
  void equalConnectionsArePlacedEqually() {
    LayerGraph graph = LayerGraph.of(residual(9));
    List<Piece> lines = Piece.lines(graph, 7);
    Optional<Placement> first = new NetworkPlacer(7).place(lines.get(1));
    assertThat(new NetworkPlacer(7).place(lines.get(2))).isEqualTo(first);
  }

  @Test
  void aPieceThatIsTooLargeIsNotPlaced() {
    List<LayerInfo> layers = new ArrayList<>(List.of(layer(0, "Input")));
    for (int i = 1; i < 600; i++) {
      layers.add(layer(i, "Conv", Math.max(0, i - 2), Math.max(0, i - 5)));
    }
    List<Piece> lines = Piece.lines(LayerGraph.of(layers), 7);
    assertThat(lines.stream().map(new NetworkPlacer(7)::place)).contains(Optional.empty());
  }

  @Test
  void aWideBlockRunsDownwards() {
    List<LayerInfo> layers = chain(12);
    layers.set(11, layer(11, "Add", 10, 0));
    List<Piece> lines = Piece.lines(LayerGraph.of(layers), 7);
    Placement placement = new NetworkPlacer(7).place(lines.get(lines.size() - 1)).orElseThrow();
    assertThat(placement.height()).isGreaterThan(2 * placement.width());
  }
}
