package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.PositionPanel;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.Provider;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.NoisePictures;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps from map to vector whose knowledge of positions is known beforehand. */
class CollapseProofTest {
  private static final int CHANNELS = 2;
  private static final int HEIGHT = 4;
  private static final int WIDTH = 5;
  private static final int CELLS = HEIGHT * WIDTH;
  private static final int OUTPUTS = 3;

  @TempDir Path folder;
  private final NetworkBuilder net = new NetworkBuilder(3);

  private record Found(List<CollapseTest> tests, List<PositionPanel> panels) {
    double loss(int test) {
      Outcome outcome = tests.get(test).positionDependence();
      assertThat(outcome).isInstanceOf(Outcome.Measured.class);
      return ((Outcome.Measured) outcome).value();
    }

    double floor(int test) {
      return ((Outcome.Measured) tests.get(test).noiseFloor()).value();
    }

    double share(int panel) {
      return ((Outcome.Measured) panels.get(panel).betweenPositions()).value();
    }
  }

  private Found run(int images, int threads) {
    OnnxModel model = OnnxModel.read(net.write(folder, "net.onnx"));
    ImageInput image = ImageInput.of(model);
    int height = image.height().orElseThrow();
    int width = image.width().orElseThrow();
    Structure structure = Inspection.inspect(model, image, height, width, Granularity.MATERIALISED);
    NetworkInput input =
        new NetworkInput(
            image.name(),
            ImageLayout.valueOf(image.layout().name()),
            image.channels(),
            height,
            width);
    ImageFeed feed =
        NoisePictures.feed(
            NoisePictures.draw(images, image.channels(), height, width, 0, 20),
            List.of(new PlannedProbe(new Translation(1, 0), new Border.Circular())));
    CollapsePass pass =
        new CollapsePass(
            model,
            image,
            input,
            Provider.CPU,
            structure.collapses(),
            structure.layers(),
            threads,
            7);
    try {
      return new Found(
          pass.run(feed, images, passes -> {}),
          PositionPanels.of(model, structure.collapses(), structure.layers()));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String image() {
    return net.input("x", 1, CHANNELS, HEIGHT, WIDTH);
  }

  private String map() {
    return net.node("Relu", List.of(net.convolution(image(), net.weights(4, CHANNELS, 1, 1))));
  }

  /** Weights [C·H·W, K] that are a(k,c) + b(k,c,position), in the order [C,H,W]. */
  private static float[] matrix(double common, double own, boolean channelsLast) {
    Random random = new Random(5);
    float[] values = new float[CHANNELS * CELLS * OUTPUTS];
    for (int channel = 0; channel < CHANNELS; channel++) {
      double[] mean = random.doubles(OUTPUTS, -1, 1).toArray();
      for (int cell = 0; cell < CELLS; cell++) {
        int row = channelsLast ? cell * CHANNELS + channel : channel * CELLS + cell;
        for (int output = 0; output < OUTPUTS; output++) {
          values[row * OUTPUTS + output] =
              (float) (common * mean[output] + own * random.nextGaussian());
        }
      }
    }
    return values;
  }

  private void dense(String flat, float[] weights) {
    String matrix = net.floats(new long[] {CHANNELS * CELLS, OUTPUTS}, weights);
    net.output(net.node("MatMul", List.of(flat, matrix)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GlobalAveragePool", "GlobalMaxPool"})
  void poolingOverAllPositionsKnowsNone(String op) {
    net.output(net.node(op, List.of(map())));
    Found found = run(40, 1);
    assertThat(found.tests()).hasSize(1);
    assertThat(found.tests().get(0).maps().get(0).shape()).containsExactly(4, HEIGHT, WIDTH);
    assertThat(found.tests().get(0).shifts()).isEqualTo(CELLS - 1);
    assertThat(found.loss(0)).isLessThanOrEqualTo(found.floor(0));
    assertThat(found.floor(0)).isLessThan(1e-5);
    assertThat(found.panels()).isEmpty();
  }

  @Test
  void meansOverRowsThenColumnsKnowNoPosition() {
    String rows = net.node("ReduceMean", List.of(map()), ints("axes", 2));
    net.output(net.node("ReduceMean", List.of(rows), ints("axes", 3)));
    Found found = run(40, 1);
    assertThat(found.loss(0)).isLessThanOrEqualTo(found.floor(0));
  }

  @Test
  void poolingWhoseWindowIsTheMapKnowsNoPosition() {
    net.output(net.node("AveragePool", List.of(map()), ints("kernel_shape", HEIGHT, WIDTH)));
    assertThat(run(40, 1).loss(0)).isLessThanOrEqualTo(1e-8);
  }

  /** A pool that leaves the first column out is broken as a pool over all positions. */
  @Test
  void poolingThatLeavesAColumnOutIsNoticed() {
    net.output(
        net.node(
            "AveragePool",
            List.of(map()),
            ints("kernel_shape", HEIGHT, WIDTH - 1),
            ints("strides", 1, 2)));
    assertThat(run(40, 1).loss(0)).isBetween(0.02, 1.0);
  }

  @Test
  void denseWeightsThatAreTheSameEverywhereKnowNoPosition() {
    dense(net.node("Flatten", List.of(image())), matrix(1, 0, false));
    Found found = run(40, 1);
    assertThat(found.loss(0)).isLessThanOrEqualTo(found.floor(0));
    assertThat(found.share(0)).isCloseTo(0, within(1e-12));
  }

  /** On white noise a linear dense layer loses P/(P − 1) times its share between positions. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 2})
  void aLinearDenseLayerOnWhiteNoiseLosesWhatItsWeightsSay(double common) {
    dense(net.node("Flatten", List.of(image())), matrix(common, 0.4, false));
    Found found = run(400, 2);
    double expected = found.share(0) * CELLS / (CELLS - 1);
    assertThat(found.loss(0)).isCloseTo(expected, within(0.08 * expected));
    assertThat(expected).isBetween(common == 2 ? 0.05 : 0.4, common == 0 ? 1.1 : 0.9);
  }

  @Test
  void channelsLastIsFlattenedInItsOwnOrder() {
    String turned = net.node("Transpose", List.of(image()), ints("perm", 0, 2, 3, 1));
    dense(net.node("Flatten", List.of(turned)), matrix(1, 0, true));
    Found same = run(40, 1);
    assertThat(same.loss(0)).isLessThanOrEqualTo(same.floor(0));
    assertThat(same.share(0)).isCloseTo(0, within(1e-12));
  }

  /** The same weights in the wrong order depend on positions: the test above can fail. */
  @Test
  void channelsLastReadInTheOtherOrderIsNoticed() {
    String turned = net.node("Transpose", List.of(image()), ints("perm", 0, 2, 3, 1));
    dense(net.node("Flatten", List.of(turned)), matrix(1, 0, false));
    Found other = run(40, 1);
    assertThat(other.loss(0)).isGreaterThan(0.1);
    assertThat(other.share(0)).isGreaterThan(0.1);
  }

  @Test
  void theWayFromMapToVectorMayPassViewsAndActivations() {
    String dropped = net.node("Dropout", List.of(map()));
    String flat = net.node("Relu", List.of(net.node("Flatten", List.of(dropped))));
    String made = net.node("Gemm", List.of(flat, net.weights(6, 4 * CELLS)), integer("transB", 1));
    net.output(net.node("Relu", List.of(made)));
    Found found = run(40, 1);
    assertThat(found.loss(0)).isGreaterThan(0.2);
    PositionPanel panel = found.panels().get(0);
    assertThat(List.of(panel.outputs(), panel.channels(), panel.height(), panel.width()))
        .containsExactly(6, 4, HEIGHT, WIDTH);
  }

  @Test
  void theEnergyMapShowsWhereWeightsAre() {
    float[] weights = matrix(0, 1, false);
    for (int i = 0; i < weights.length; i++) {
      int cell = i / OUTPUTS % CELLS;
      weights[i] = cell == 1 ? 3 : cell == WIDTH ? 1 : 0;
    }
    dense(net.node("Flatten", List.of(image())), weights);
    List<List<Double>> energy = run(4, 1).panels().get(0).energy();
    assertThat(energy).hasSize(HEIGHT);
    assertThat(energy.get(0).get(1)).isCloseTo(0.9, within(1e-12));
    assertThat(energy.get(1).get(0)).isCloseTo(0.1, within(1e-12));
    assertThat(energy.stream().flatMap(List::stream).mapToDouble(v -> v).sum())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void aKernelThatCoversTheMapIsADenseLayer() {
    net.output(net.convolution(map(), net.weights(OUTPUTS, 4, HEIGHT, WIDTH)));
    Found found = run(40, 1);
    assertThat(found.loss(0)).isGreaterThan(0.2);
    assertThat(found.panels().get(0).channels()).isEqualTo(4);
    assertThat(found.share(0)).isBetween(0.7, 1.0);
  }

  @Test
  void aMapOfOneCellHasNoTest() {
    String small = net.convolution(map(), net.weights(OUTPUTS, 4, HEIGHT, WIDTH));
    net.output(small);
    net.output(net.node("GlobalAveragePool", List.of(net.node("Sigmoid", List.of(small)))));
    Found found = run(4, 1);
    assertThat(found.tests()).hasSize(2);
    assertThat(found.tests().get(1).positionDependence())
        .isEqualTo(Outcome.notApplicable("its map has one cell, so that there is nothing to roll"));
  }

  @Test
  void aVectorThatGoesBackIntoAMapIsNoEnd() {
    String map = map();
    String gate = net.node("Sigmoid", List.of(net.node("GlobalAveragePool", List.of(map))));
    String gated = net.node("Mul", List.of(map, gate));
    net.output(net.node("GlobalMaxPool", List.of(gated)));
    Found found = run(4, 1);
    assertThat(found.tests()).hasSize(1);
    assertThat(found.tests().get(0).maps().get(0).tensor()).isEqualTo(gated);
  }

  @Test
  void mapsThatMeetInOneVectorAreRolledTogether() {
    String map = map();
    String other = net.node("Sigmoid", List.of(map));
    String a = net.node("MatMul", List.of(net.node("Flatten", List.of(map)), column()));
    String b = net.node("MatMul", List.of(net.node("Flatten", List.of(other)), column()));
    net.output(net.node("Add", List.of(a, b)));
    Found found = run(40, 1);
    CollapseTest joint = found.tests().get(found.tests().size() - 1);
    assertThat(found.tests()).allMatch(t -> t.positionDependence() instanceof Outcome.Measured);
    assertThat(joint.shifts()).isEqualTo(CELLS - 1);
  }

  private String column() {
    return net.weights(4 * CELLS, 1);
  }

  /** One scale for the whole map: rolling does not change it. */
  @Test
  void dynamicQuantisationIsRunAsItIs() {
    List<String> codes = List.of("q", "scale", "zero");
    net.node("DynamicQuantizeLinear", List.of(net.node("Flatten", List.of(image()))), codes);
    float[] ones = new float[CHANNELS * CELLS * OUTPUTS];
    Arrays.fill(ones, 2);
    String weights =
        net.node(
            "Cast",
            List.of(net.floats(new long[] {CHANNELS * CELLS, OUTPUTS}, ones)),
            integer("to", NetworkBuilder.UINT8));
    String product = net.node("MatMulInteger", List.of("q", weights, "zero"));
    String real = net.node("Cast", List.of(product), integer("to", NetworkBuilder.FLOAT));
    net.output(net.node("Mul", List.of(real, "scale")));
    Found found = run(40, 1);
    assertThat(found.tests()).hasSize(1);
    assertThat(found.loss(0)).isLessThanOrEqualTo(found.floor(0));
    assertThat(found.panels().get(0).betweenPositions()).isInstanceOf(Outcome.NotApplicable.class);
  }

  @Test
  void attentionPoolingWithPositionsIsTestedFromItsMap() {
    net.input("x", 1, CHANNELS, HEIGHT, WIDTH);
    String map = net.node("Relu", List.of(net.convolution("x", net.weights(4, CHANNELS, 1, 1))));
    String cells = net.node("Reshape", List.of(map, net.longs(1, 4, CELLS)));
    String tokens = net.node("Transpose", List.of(cells), ints("perm", 0, 2, 1));
    String placed =
        net.node("Add", List.of(tokens, net.floats(new long[] {1, CELLS, 4}, places())));
    String scores = net.node("MatMul", List.of(placed, net.weights(4, 1)));
    String attention = net.node("Softmax", List.of(scores), integer("axis", 1));
    String across = net.node("Transpose", List.of(attention), ints("perm", 0, 2, 1));
    net.output(net.node("MatMul", List.of(across, tokens)));
    Found found = run(40, 1);
    assertThat(found.tests()).hasSize(1);
    assertThat(found.tests().get(0).maps().get(0).tensor()).isEqualTo(map);
    assertThat(found.loss(0)).isGreaterThan(0.01);
  }

  /** So strong at one cell that attention looks at places rather than at content. */
  private static float[] places() {
    float[] values = new float[CELLS * 4];
    Arrays.fill(values, 0, 4, 1e4f);
    return values;
  }

  @Test
  void aConstantVectorIsDegenerateAndBrokenWeightsFail() {
    dense(net.node("Flatten", List.of(image())), new float[CHANNELS * CELLS * OUTPUTS]);
    Found zero = run(4, 1);
    assertThat(zero.tests().get(0).positionDependence()).isInstanceOf(Outcome.Degenerate.class);
    assertThat(zero.panels().get(0).betweenPositions()).isInstanceOf(Outcome.Degenerate.class);
    assertThat(zero.panels().get(0).energy()).isEmpty();
  }

  @Test
  void notANumberFails() {
    float[] weights = matrix(1, 1, false);
    weights[0] = Float.NaN;
    dense(net.node("Flatten", List.of(image())), weights);
    Found found = run(4, 1);
    assertThat(found.tests().get(0).positionDependence()).isInstanceOf(Outcome.Failed.class);
    assertThat(found.panels().get(0).betweenPositions()).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void threadsChangeNoBit() {
    dense(net.node("Flatten", List.of(image())), matrix(1, 1, false));
    assertThat(run(20, 2)).isEqualTo(run(20, 1));
  }

  @Test
  void aLargeMapIsRolledByASpreadOfShifts() {
    List<CellRolls.Roll> rolls = CellRolls.of(40, 56, 1000);
    assertThat(rolls).hasSize(CellRolls.MOST).doesNotHaveDuplicates();
    assertThat(rolls).doesNotContain(new CellRolls.Roll(0, 0));
    for (int quarter = 0; quarter < 4; quarter++) {
      int top = quarter / 2 * 20;
      int left = quarter % 2 * 28;
      assertThat(rolls)
          .filteredOn(r -> r.down() >= top && r.down() < top + 20)
          .filteredOn(r -> r.right() >= left && r.right() < left + 28)
          .hasSizeBetween(5, 11);
    }
    assertThat(CellRolls.of(7, 7, 1L << 27)).hasSize(4);
    assertThat(CellRolls.of(1, 2, 1)).containsExactly(new CellRolls.Roll(0, 1));
  }
}
