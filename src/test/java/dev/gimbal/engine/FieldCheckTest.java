package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Rational;
import dev.gimbal.graph.Layer;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.result.Outcome;
import dev.gimbal.score.MapShape;
import dev.gimbal.testing.FieldChecks;
import dev.gimbal.testing.NetworkBuilder;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changing pixels shows the receptive fields that were derived, and a wrong one is noticed. */
class FieldCheckTest {
  private static final int ALL = 512;

  @TempDir Path folder;
  private NetworkBuilder net;
  private String x;

  @BeforeEach
  void start() {
    net = new NetworkBuilder(11);
    x = net.input("x", 1, 3, 20, 24);
  }

  private FieldChecks checked(String tensor, int passes, UnaryOperator<Layer> change) {
    net.output(tensor);
    return FieldChecks.of(net.write(folder, "m.onnx"), 20, passes, false, change);
  }

  private FieldCheck last(String tensor) {
    return checked(tensor, ALL, layer -> layer).last();
  }

  private String conv(String in, int channels, int kernel, int stride, int pad) {
    return net.node(
        "Conv",
        List.of(in, net.weights(4, channels, kernel, kernel)),
        ints("kernel_shape", kernel, kernel),
        ints("strides", stride, stride),
        ints("pads", pad, pad, pad, pad));
  }

  private String convPoolConv() {
    String pool =
        net.node(
            "MaxPool",
            List.of(conv(x, 3, 3, 1, 0)),
            ints("kernel_shape", 2, 2),
            ints("strides", 2, 2));
    return conv(pool, 4, 3, 1, 0);
  }

  private static void assertExact(FieldCheck check, int height, int width) {
    assertThat(check.contradiction()).isEmpty();
    assertThat(check.outcome()).isEqualTo(Outcome.measured(0, check.changes()));
    assertThat(check.seen()).isEqualTo(check.derived());
    assertThat(check.seenSize(0)).isEqualTo(height);
    assertThat(check.seenSize(1)).isEqualTo(width);
  }

  @Test
  void convolutionPoolingConvolutionIsSeenToSeeEightPixels() {
    FieldCheck check = last(convPoolConv());
    assertExact(check, 8, 8);
    // 7 rows and 9 columns of cells, two pixels apart, the first from pixel 0
    assertThat(check.cell()).containsExactly(3, 4);
    assertThat(check.seen()).containsExactly(List.of(6, 13), List.of(8, 15));
    assertThat(check.wholeFrame()).isFalse();
    assertThat(check.changes()).isEqualTo(4 * (20 + 24));
  }

  /** One pixel less than the truth, at either end of either axis, and jumps that are off. */
  @ParameterizedTest
  @CsvSource({"1,0,0", "0,1,0", "0,0,-1", "0,0,1"})
  void aFieldDerivedTooSmallIsNoticed(int lowCut, int highCut, int jumpHalves) {
    for (boolean rows : List.of(true, false)) {
      start();
      FieldCheck check =
          checked(convPoolConv(), ALL, layer -> misled(layer, rows, lowCut, highCut, jumpHalves))
              .last();
      assertThat(check.contradiction())
          .contains("moved when pixel " + (rows ? "rows" : "columns"))
          .contains("derived field is ");
      assertThat(((Outcome.Measured) check.outcome()).value()).isGreaterThan(0);
      assertThat(check.contradicts()).isTrue();
    }
  }

  private static Layer misled(Layer layer, boolean rows, int lowCut, int highCut, int jumpHalves) {
    LayerGeometry g = ((Layer.Geometry.Known) layer.geometry()).value();
    LayerGeometry wrong =
        rows
            ? new LayerGeometry(misled(g.y(), lowCut, highCut, jumpHalves), g.x(), 20, 24)
            : new LayerGeometry(g.y(), misled(g.x(), lowCut, highCut, jumpHalves), 20, 24);
    return new Layer(
        layer.name(),
        layer.op(),
        layer.kind(),
        layer.shape(),
        layer.hasBatchAxis(),
        layer.channelsLast(),
        new Layer.Geometry.Known(wrong),
        layer.ancestry(),
        layer.parents());
  }

  private static AxisGeometry misled(AxisGeometry g, int lowCut, int highCut, int jumpHalves) {
    return new AxisGeometry(
        g.size(),
        g.jump().plus(Rational.of(jumpHalves, 2)),
        g.startLow(),
        g.startHigh(),
        g.period(),
        g.clean(),
        g.wrapClean(),
        g.fieldLow().plus(Rational.of(lowCut)),
        g.fieldHigh().minus(Rational.of(highCut)));
  }

  @Test
  void dilationSeesItsWholeReach() {
    String weights = net.weights(4, 3, 3, 3);
    assertExact(last(net.node("Conv", List.of(x, weights), ints("dilations", 3, 2))), 7, 5);
  }

  @Test
  void unequalPaddingAndStridesOfAnOblongFrame() {
    String weights = net.weights(4, 3, 3, 5);
    assertExact(
        last(
            net.node("Conv", List.of(x, weights), ints("strides", 1, 3), ints("pads", 2, 0, 0, 3))),
        3,
        5);
  }

  @Test
  void aTransposedConvolutionStaysInsideItsField() {
    String small = conv(x, 3, 3, 2, 1);
    FieldCheck check =
        last(
            net.node(
                "ConvTranspose",
                List.of(small, net.weights(4, 2, 4, 4)),
                ints("strides", 2, 2),
                ints("pads", 1, 1, 1, 1)));
    // two of the taps of every cell fall between the cells of the smaller map
    assertThat(check.contradiction()).isEmpty();
    assertThat(check.seenSize(0)).isEqualTo(5);
    assertThat(check.derivedSize(0)).isBetween(5, 6);
  }

  @Test
  void aJoinSeesWhatAnyBranchSees() {
    String joined = net.node("Add", List.of(conv(x, 3, 1, 1, 0), conv(x, 3, 7, 1, 3)));
    assertExact(last(joined), 7, 7);
    start();
    String stacked =
        net.node("Concat", List.of(conv(x, 3, 3, 1, 1), conv(x, 3, 5, 1, 2)), integer("axis", 1));
    assertExact(last(stacked), 5, 5);
  }

  @ParameterizedTest
  @CsvSource({
    "linear,half_pixel",
    "linear,align_corners",
    "nearest,asymmetric",
    "cubic,half_pixel",
    "linear,pytorch_half_pixel"
  })
  void resizingStaysInsideItsField(String mode, String coordinates) {
    String small = conv(x, 3, 3, 2, 1);
    String scales = net.floats(new long[] {4}, 1, 1, 2, 3);
    String large =
        net.node(
            "Resize",
            List.of(small, "", scales),
            text("mode", mode),
            text("coordinate_transformation_mode", coordinates));
    FieldCheck check = last(conv(large, 4, 3, 1, 1));
    assertThat(check.contradiction()).isEmpty();
    for (int axis = 0; axis < 2; axis++) {
      assertThat(check.seenSize(axis)).isBetween(3, check.derivedSize(axis));
    }
  }

  /** Mirrored rows come from inside: such cells are not held to a field that ignores it. */
  @ParameterizedTest
  @ValueSource(strings = {"reflect", "edge", "wrap"})
  void cellsThatSeePixelsInThePaddingAreLeftOut(String mode) {
    String padded =
        net.opset(19)
            .node("Pad", List.of(x, net.longs(0, 0, 3, 3, 0, 0, 0, 0)), text("mode", mode));
    FieldChecks checks = checked(conv(padded, 3, 3, 1, 0), ALL, layer -> layer);
    assertThat(checks.rows()).isNotEmpty().noneMatch(FieldCheck::contradicts);
    assertExact(checks.last(), 3, 3);
  }

  @Test
  void channelsLast() {
    net = new NetworkBuilder(5);
    String in = net.input("x", 1, 18, 14, 3);
    String planes = net.node("Transpose", List.of(in), ints("perm", 0, 3, 1, 2));
    String map = conv(planes, 3, 5, 1, 2);
    String last = net.node("Transpose", List.of(map), ints("perm", 0, 2, 3, 1));
    assertExact(last(net.node("Sigmoid", List.of(last))), 5, 5);
  }

  @Test
  void wholeNumbersAsInput() {
    net = new NetworkBuilder(5);
    String in = net.typedInput("x", NetworkBuilder.UINT8, 1, 3, 16, 16);
    String floats = net.node("Cast", List.of(in), integer("to", NetworkBuilder.FLOAT));
    assertThat(last(conv(floats, 3, 3, 1, 1)).contradiction()).isEmpty();
  }

  @Test
  void dynamicQuantisationMayAndDoesSeeTheWholeFrame() {
    net.node("DynamicQuantizeLinear", List.of(x), List.of("q", "scale", "zero"));
    String rounded = net.node("DequantizeLinear", List.of("q", "scale", "zero"));
    FieldCheck check = last(conv(rounded, 3, 3, 1, 1));
    assertThat(check.wholeFrame()).isTrue();
    assertThat(check.derived()).containsExactly(List.of(0, 19), List.of(0, 23));
    assertThat(check.seenSize(0)).isGreaterThan(3);
    assertThat(check.contradiction()).isEmpty();
  }

  @Test
  void globalContextIsSeenFromEverywhere() {
    String map = conv(x, 3, 3, 1, 1);
    String scale = net.node("Sigmoid", List.of(net.node("GlobalAveragePool", List.of(map))));
    FieldCheck check = last(net.node("Mul", List.of(map, scale)));
    assertThat(check.wholeFrame()).isTrue();
    assertThat(check.seen()).containsExactly(List.of(0, 19), List.of(0, 23));
  }

  @Test
  void aLayerThatNothingMovesIsNotProven() {
    String zero = net.floats(new long[] {2, 3, 1, 1}, new float[6]);
    FieldCheck check = last(net.node("Conv", List.of(x, zero)));
    assertThat(check.outcome()).isInstanceOf(Outcome.Degenerate.class);
    assertThat(check.seen()).containsExactly(List.of(), List.of());
  }

  @Test
  void aKernelWithoutWeightAtItsRimIsSeenSmaller() {
    float[] weights = new float[3 * 25];
    for (int channel = 0; channel < 3; channel++) {
      weights[channel * 25 + 12] = 1;
    }
    FieldCheck check =
        last(
            net.node(
                "Conv",
                List.of(x, net.floats(new long[] {1, 3, 5, 5}, weights)),
                ints("pads", 2, 2, 2, 2)));
    assertThat(check.contradiction()).isEmpty();
    assertThat(check.seenSize(0)).isEqualTo(1);
    assertThat(check.derivedSize(0)).isEqualTo(5);
  }

  @Test
  void blocksOfChannelsGiveTheSameRows() {
    net.output(convPoolConv());
    Path file = net.write(folder, "m.onnx");
    FieldChecks planes = FieldChecks.of(file, 20, ALL);
    FieldChecks blocks = FieldChecks.of(file, 20, ALL, true, layer -> layer);
    assertThat(blocks.rows()).isEqualTo(planes.rows());
  }

  /** Few passes: the ends of fields are changed alone, the rest in wider stripes. */
  @Test
  void fewPassesSeeTheEndsOfFieldsExactly() {
    net = new NetworkBuilder(3);
    x = net.input("x", 1, 3, 96, 96);
    FieldCheck check = checked(convPoolConv(), 40, layer -> layer).last();
    assertExact(check, 8, 8);
    assertThat(check.changes()).isLessThanOrEqualTo(40);
  }

  @Test
  void stripesCoverTheAxisOnceAndAreFew() {
    List<IndexRange> fields =
        List.of(new IndexRange(50, 50), new IndexRange(40, 60), new IndexRange(-5, 90));
    List<IndexRange> stripes = StripePlan.of(200, fields, 16);
    assertThat(stripes).hasSize(16).contains(new IndexRange(40, 40), new IndexRange(60, 60));
    assertThat(stripes).contains(new IndexRange(50, 50), new IndexRange(90, 90));
    int next = 0;
    for (IndexRange stripe : stripes) {
      assertThat(stripe.first()).isEqualTo(next);
      next = stripe.last() + 1;
    }
    assertThat(next).isEqualTo(200);
    assertThat(StripePlan.of(12, fields, 16)).hasSize(12);
    assertThat(StripePlan.of(200, fields, 1)).containsExactly(IndexRange.all(200));
  }

  @Test
  void movedCellsAreFoundInEveryLayout() {
    for (int block : new int[] {1, 4, 6}) {
      MapShape shape = new MapShape(6, 3, 5, block);
      float[] before = new float[shape.values()];
      float[] now = before.clone();
      before[shape.index(5, 0)] = Float.NaN;
      now[shape.index(5, 0)] = Float.NaN;
      now[shape.index(2, 1)] = -0.0f;
      now[shape.index(4, 2 * 5 + 3)] = Float.MIN_VALUE;
      now[shape.index(1, 2 * 5 + 1)] = Float.POSITIVE_INFINITY;
      assertThat(MovedCells.of(shape, before, now, true)).isEqualTo(cells(2));
      assertThat(MovedCells.of(shape, before, now, false)).isEqualTo(cells(1, 3));
      assertThat(MovedCells.of(shape, before, before, true)).isEqualTo(cells());
    }
  }

  @Test
  void aLayerThatMovesByItselfProvesNothing() {
    AxisEvidence y = new AxisEvidence("row", 4, java.util.Optional.empty(), 4, true);
    AxisEvidence x = new AxisEvidence("column", 4, java.util.Optional.empty(), 4, true);
    FieldEvidence evidence = new FieldEvidence(1, true, y, x);
    evidence.accept(new Stripe(true, new IndexRange(0, 0)), cells(2));
    evidence.repeated(false);
    assertThat(evidence.check().outcome()).isInstanceOf(Outcome.Failed.class);
  }

  private static BitSet cells(int... set) {
    BitSet cells = new BitSet();
    for (int cell : set) {
      cells.set(cell);
    }
    return cells;
  }
}
