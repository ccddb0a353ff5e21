package dev.gimbal.gate.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayerMatchingTest {
  private static LayerInfo layer(String name, String op, int channels, int size) {
    String jump = Integer.toString(32 / size);
    LayerInfo.Grid grid =
        new LayerInfo.Grid(
            List.of(jump, jump),
            List.of("0", "0"),
            List.of("0", "0"),
            List.of(jump, jump),
            List.of(3L, 3L),
            List.of(List.of(0, 1), List.of(0, 1)));
    return new LayerInfo(
        name,
        op,
        "map",
        List.of(1, channels, size, size),
        Optional.of(grid),
        "",
        "local",
        List.of(),
        Outcome.measured(1, 10),
        1);
  }

  private static List<LayerInfo> network(String... names) {
    return List.of(
        layer(names[0], "Input", 3, 32),
        layer(names[1], "Conv+Relu", 8, 32),
        layer(names[2], "Conv+Relu", 8, 32),
        layer(names[3], "MaxPool", 8, 16),
        layer(names[4], "Conv+Relu", 16, 16));
  }

  private static String text(LayerMatching matching) {
    List<String> parts = new ArrayList<>();
    matching.pairs().forEach(p -> parts.add(p.before() + (p.byName() ? "=" : "~") + p.after()));
    return String.join(" ", parts) + " -" + matching.onlyBefore() + " +" + matching.onlyAfter();
  }

  @Test
  void layersOfEqualNameAreTheSame() {
    List<LayerInfo> layers = network("x", "a", "b", "c", "d");
    assertThat(text(LayerMatching.of(layers, layers))).isEqualTo("0=0 1=1 2=2 3=3 4=4 -[] +[]");
  }

  @Test
  void aNameHoldsWhateverTheOrderAndTheChannels() {
    List<LayerInfo> before = network("x", "a", "b", "c", "d");
    List<LayerInfo> after =
        List.of(
            before.get(0), before.get(2), layer("a", "Conv", 9, 32), before.get(4), before.get(3));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1=2 2=1 3=4 4=3 -[] +[]");
  }

  @Test
  void renamedLayersAreFoundByStructureAndOrder() {
    assertThat(
            text(
                LayerMatching.of(
                    network("x", "a", "b", "c", "d"), network("y", "k", "l", "m", "n"))))
        .isEqualTo("0~0 1~1 2~2 3~3 4~4 -[] +[]");
  }

  @Test
  void oneRenamedLayerStaysBetweenItsNeighbours() {
    List<LayerInfo> before = network("x", "a", "b", "c", "d");
    List<LayerInfo> after = new ArrayList<>(network("x", "a", "renamed", "c", "d"));
    after.add(layer("late", "Conv+Relu", 8, 32));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1=1 2~2 3=3 4=4 -[] +[5]");
  }

  /** One node more, and every number means the next tensor. */
  @Test
  void namesThatOnlyCountAreNotBelieved() {
    List<LayerInfo> before = network("x", "1", "2", "3", "4");
    List<LayerInfo> after = new ArrayList<>(network("x", "2", "3", "4", "5"));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1~1 2~2 3~3 4~4 -[] +[]");
    List<LayerInfo> prefixed = network("x", "onnx::Conv_2", "onnx::Conv_3", "a/4", "b:5");
    assertThat(text(LayerMatching.of(prefixed, before))).startsWith("0=0 1~1 2~2");
  }

  /** A quantiser keeps the tensors and writes other operators; an exporter renames both. */
  @Test
  void otherOperatorsAtTheSamePlaceAreTheSameLayer() {
    List<LayerInfo> before = network("x", "/a/Relu_output_0", "/b/Relu_output_0", "p", "c");
    List<LayerInfo> after = new ArrayList<>(before);
    after.set(1, layer("/a/Relu_output_0", "ConvInteger+Relu", 8, 32));
    after.set(2, layer("/b/Relu_output_0", "ConvInteger+Relu", 8, 32));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1=1 2=2 3=3 4=4 -[] +[]");
    after.set(1, layer("relu", "ConvInteger+Relu", 8, 32));
    after.set(2, layer("relu_1", "ConvInteger+Relu", 8, 32));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1~1 2~2 3=3 4=4 -[] +[]");
  }

  /** Where operators agree they decide; the rest stands alone unless it lies between them. */
  @Test
  void anEqualOperatorOutweighsTheSamePlace() {
    List<LayerInfo> before = List.of(layer("x", "Input", 3, 32), layer("a", "Relu", 8, 32));
    List<LayerInfo> after =
        List.of(layer("x", "Input", 3, 32), layer("k", "Conv", 8, 32), layer("l", "Relu", 8, 32));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1~2 -[] +[1]");
    assertThat(text(LayerMatching.of(after, before))).isEqualTo("0=0 2~1 -[1] +[]");
  }

  /** Quantisers keep even numbers as names, and fuse less: two more layers at the same place. */
  @Test
  void aCountedNameChoosesAmongLayersAtTheSamePlace() {
    List<LayerInfo> before =
        List.of(
            layer("x", "Input", 3, 32), layer("4", "Conv+Relu", 8, 32), layer("9", "Gemm", 1, 1));
    List<LayerInfo> after =
        List.of(
            layer("x", "Input", 3, 32),
            layer("2", "ConvInteger", 8, 32),
            layer("4", "Mul+Relu", 8, 32),
            layer("5", "Cast", 8, 32),
            layer("9", "MatMulInteger", 1, 1));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1=2 2=4 -[] +[1, 3]");
  }

  /** The branches of a block may be computed in another order. */
  @Test
  void countedNamesOfTwoBranchesMayCross() {
    List<LayerInfo> before =
        List.of(
            layer("x", "Input", 3, 32), layer("2", "Conv+Relu", 8, 32), layer("3", "Conv", 8, 32));
    List<LayerInfo> after =
        List.of(
            layer("x", "Input", 3, 32),
            layer("3", "ConvInteger", 8, 32),
            layer("2", "ConvInteger+Relu", 8, 32));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1=2 2=1 -[] +[]");
  }

  /** TorchScript counts operators that no module owns. */
  @Test
  void aCountedNodeIsNotBelievedEither() {
    List<LayerInfo> before = network("x", "/Relu_output_0", "/Relu_1_output_0", "p", "c");
    List<LayerInfo> after = new ArrayList<>(network("x", "/R_output_0", "/R_1_output_0", "p", "c"));
    after.add(1, layer("/Relu_1_output_0", "Conv", 9, 32));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1~2 2~3 3=4 4=5 -[] +[1]");
  }

  @Test
  void anAddedAndARemovedLayerStandAlone() {
    List<LayerInfo> before = network("x", "a", "b", "c", "d");
    List<LayerInfo> after = new ArrayList<>(network("y", "k", "l", "m", "n"));
    after.add(4, layer("blur", "Conv", 8, 16));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0~0 1~1 2~2 3~3 4~5 -[] +[4]");
    assertThat(text(LayerMatching.of(after, before))).isEqualTo("0~0 1~1 2~2 3~3 5~4 -[4] +[]");
  }

  @Test
  void anotherKindOfTheSameNameIsAnotherLayer() {
    List<LayerInfo> before = network("x", "a", "b", "c", "d");
    List<LayerInfo> after = new ArrayList<>(before);
    LayerInfo map = before.get(4);
    after.set(
        4,
        new LayerInfo(
            "d",
            "Gemm",
            "vector",
            List.of(1, 16),
            Optional.empty(),
            "",
            "positional",
            List.of(),
            map.scale(),
            1));
    assertThat(text(LayerMatching.of(before, after))).isEqualTo("0=0 1=1 2=2 3=3 -[4] +[4]");
  }

  @Test
  void thousandsOfLayersAreMatched() {
    List<LayerInfo> before = new ArrayList<>();
    List<LayerInfo> after = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      before.add(layer("a" + i + "x", "Conv" + i % 7, 8, 32));
      after.add(layer("b" + i + "x", "Conv" + i % 7, 8, 32));
    }
    assertThat(LayerMatching.of(before, after).pairs())
        .hasSize(3000)
        .allMatch(pair -> pair.before() == pair.after());
  }
}
