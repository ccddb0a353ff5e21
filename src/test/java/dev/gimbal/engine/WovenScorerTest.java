package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.ScorerAgreement;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scorer in the graph finds what the scorer on the host finds. */
class WovenScorerTest {
  private static final Probe[] PROBES = {
    new Translation(4, 0),
    new Translation(-8, 4),
    new Translation(1, 0),
    new Translation(0, -3),
    new Translation(5, 7),
    new Rotation(90),
    new Rotation(180),
    new Rotation(15),
    new Rotation(-7.5),
    new Crop(0.8, Anchor.CENTER),
    new Crop(0.5, Anchor.TOP_LEFT),
  };

  private static final int DOUBLE = 11;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23})
  void everyOperatorSetGivesTheSameScores(int opset) {
    NetworkBuilder net = new NetworkBuilder(11).opset(opset);
    net.input("x", -1, 3, 24, 28);
    String stem =
        net.node(
            "Relu",
            List.of(
                net.node(
                    "Conv",
                    List.of("x", net.weights(6, 3, 3, 3)),
                    ints("pads", 1, 1, 1, 1),
                    ints("strides", 2, 2))));
    String pooled =
        net.node("MaxPool", List.of(stem), ints("kernel_shape", 2, 2), ints("strides", 2, 2));
    String up =
        net.node("ConvTranspose", List.of(pooled, net.weights(6, 4, 2, 2)), ints("strides", 2, 2));
    String vector = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(up))));
    net.output(net.node("MatMul", List.of(vector, net.weights(4, 5))));
    agree(net, audit -> audit);
  }

  @Test
  void paddedIdentityKeepsItsCleanLossAtTheFloor() {
    NetworkBuilder net = new NetworkBuilder(3);
    net.input("x", -1, 2, 17, 23);
    String same = net.node("Conv", List.of("x", identityKernel(net)), ints("pads", 1, 1, 1, 1));
    net.output(same);
    agree(net, audit -> audit);
    Readings woven = audit(net.write(folder, "net.onnx")).woven().run();
    for (int probe = 0; probe < 7; probe++) {
      assertThat(woven.value(same, probe, ScoreId.LOSS_CLEAN))
          .as(woven.probe(probe).id())
          .isLessThanOrEqualTo(probe == 5 ? woven.floor(same, probe) : 0);
      assertThat(woven.value(same, probe, ScoreId.INVARIANCE)).isLessThan(0.5);
    }
  }

  /** Two channels, each passed through by a 3×3 kernel. */
  private static String identityKernel(NetworkBuilder net) {
    float[] values = new float[2 * 2 * 9];
    values[4] = 1;
    values[3 * 9 + 4] = 1;
    return net.floats(new long[] {2, 2, 3, 3}, values);
  }

  @Test
  void circularPaddingIsExactAroundTheBorder() {
    NetworkBuilder net = new NetworkBuilder(5);
    net.input("x", -1, 2, 16, 16);
    String rows = net.node("Gather", List.of("x", cyclic(net)), integer("axis", 2));
    String wrapped = net.node("Gather", List.of(rows, cyclic(net)), integer("axis", 3));
    String conv = net.convolution(wrapped, net.weights(4, 2, 3, 3), 2, 2);
    net.output(conv);
    Probe[] shifts = {new Translation(2, 0), new Translation(-6, 4), new Translation(1, 3)};
    Path file = net.write(folder, "net.onnx");
    Readings woven = TestAudit.of(file).probes(shifts).border(new Border.Circular()).woven().run();
    Readings fused = TestAudit.of(file).probes(shifts).border(new Border.Circular()).run();
    assertThat(ScorerAgreement.of(fused, woven).differences()).isEmpty();
    woven.assertEquivariant("x", 1);
    if (woven.has(ScoreId.EQUIVARIANCE)) {
      assertThat(woven.value("x", 2, ScoreId.LOSS)).isZero();
    }
  }

  private static String cyclic(NetworkBuilder net) {
    long[] indices = new long[18];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = Math.floorMod(i - 1, 16);
    }
    return net.longs(indices);
  }

  @Test
  void float16AndDoubleLayersAreCast() {
    for (int type : new int[] {NetworkBuilder.FLOAT16, DOUBLE}) {
      NetworkBuilder net = new NetworkBuilder(4).opset(19);
      net.input("x", -1, 2, 16, 20);
      String other = net.node("Cast", List.of("x"), integer("to", type));
      net.output(
          net.node("MaxPool", List.of(other), ints("kernel_shape", 3, 3), ints("strides", 1, 2)));
      agree(net, audit -> audit);
    }
  }

  @Test
  void float16AndUint8InputsAreRoundedOnce() {
    for (int type : new int[] {NetworkBuilder.FLOAT16, NetworkBuilder.UINT8}) {
      NetworkBuilder net = new NetworkBuilder(4).opset(19);
      net.typedInput("x", type, -1, 2, 16, 20);
      String floats = net.node("Cast", List.of("x"), integer("to", NetworkBuilder.FLOAT));
      net.output(net.convolution(floats, net.weights(4, 2, 3, 3)));
      agree(net, audit -> audit);
    }
  }

  @Test
  void channelsLastAndTokens() {
    NetworkBuilder net = new NetworkBuilder(5);
    net.input("x", -1, 14, 18, 3);
    String first = net.node("Transpose", List.of("x"), ints("perm", 0, 3, 1, 2));
    String conv = net.convolution(first, net.weights(4, 3, 3, 3), 2, 1);
    String last = net.node("Transpose", List.of(conv), ints("perm", 0, 2, 3, 1));
    String tokens = net.node("Reshape", List.of(last, net.longs(0, -1, 4)));
    net.output(net.node("MatMul", List.of(tokens, net.weights(4, 6))));
    agree(net, audit -> audit);
  }

  /** The reference of a fixed batch of 1 that cannot be changed is fed. */
  @Test
  void batchWrittenIntoTheGraphRunsRowByRow() {
    NetworkBuilder net = new NetworkBuilder(6);
    net.input("x", 1, 2, 12, 12);
    String conv = net.convolution("x", net.weights(3, 2, 3, 3));
    String flat = net.node("Reshape", List.of(conv, net.longs(1, -1)));
    net.output(net.node("MatMul", List.of(flat, net.weights(300, 4))));
    agree(net, audit -> audit);
    assertThat(scorerNote(net)).startsWith("one row a run, because rows cannot be batched");
  }

  /** Dynamic quantisation takes its scale over the whole batch. */
  @Test
  void batchThatChangesItsMembersRunsRowByRow() {
    NetworkBuilder net = new NetworkBuilder(6);
    net.input("x", -1, 2, 12, 12);
    String conv = net.convolution("x", net.weights(3, 2, 3, 3));
    net.node("DynamicQuantizeLinear", List.of(conv), List.of("quantised", "scale", "zero"));
    String coarse = net.node("DequantizeLinear", List.of("quantised", "scale", "zero"));
    net.output(net.node("Relu", List.of(coarse)));
    agree(net, audit -> audit);
    assertThat(scorerNote(net)).contains("differs by");
  }

  @Test
  void rowsAreBatchedWhereTheyCanBe() {
    NetworkBuilder net = new NetworkBuilder(6);
    net.input("x", 1, 2, 12, 12);
    net.output(net.convolution("x", net.weights(3, 2, 3, 3)));
    assertThat(scorerNote(net)).matches("\\d+ rows a run, the reference among them");
  }

  private String scorerNote(NetworkBuilder net) {
    return audit(net.write(folder, "net.onnx")).woven().run().result().environment().scorerNote();
  }

  /** Squares of these values leave the range of float32, and scores are shares. */
  @ParameterizedTest
  @ValueSource(floats = {1e-24f, 1e22f})
  void veryLargeAndVerySmallLayersKeepTheirScores(float factor) {
    Path large = times(factor).write(folder, "scaled.onnx");
    Readings plain = audit(times(1).write(folder, "plain.onnx")).run();
    for (Readings scaled : List.of(audit(large).run(), audit(large).woven().run())) {
      assertThat(ScorerAgreement.of(plain, scaled).differences()).isEmpty();
    }
  }

  private static NetworkBuilder times(float factor) {
    NetworkBuilder net = new NetworkBuilder(7);
    net.input("x", -1, 2, 12, 12);
    net.output(net.node("Mul", List.of("x", net.floats(new long[] {1}, factor))));
    return net;
  }

  @Test
  void layersWithoutGeometryHaveInvarianceOnly() {
    NetworkBuilder net = new NetworkBuilder(8);
    net.input("x", -1, 2, 12, 12);
    String turned = net.node("Transpose", List.of("x"), ints("perm", 0, 1, 3, 2));
    net.output(net.node("Add", List.of("x", turned)));
    agree(net, audit -> audit);
  }

  /** NaN in one place under a probe: both say which layers failed. */
  @Test
  void valuesThatAreNoNumbersFailAlike() {
    NetworkBuilder net = new NetworkBuilder(9);
    net.input("x", -1, 2, 12, 12);
    String shifted = net.node("Sub", List.of("x", net.floats(new long[] {1}, 0.02f)));
    net.output(net.node("Log", List.of(shifted)));
    agree(net, audit -> audit);
  }

  @Test
  void threadsChangeNoBit() {
    NetworkBuilder net = new NetworkBuilder(6);
    net.input("x", -1, 2, 12, 12);
    net.output(net.convolution("x", net.weights(3, 2, 3, 3)));
    Path file = net.write(folder, "net.onnx");
    assertThat(audit(file).woven().threads(3).run().result())
        .isEqualTo(audit(file).woven().run().result());
  }

  private ScorerAgreement agree(NetworkBuilder net, UnaryOperator<TestAudit> setting) {
    return agree(net.write(folder, "net.onnx"), setting);
  }

  private static ScorerAgreement agree(Path net, UnaryOperator<TestAudit> setting) {
    Readings fused = setting.apply(audit(net)).run();
    Readings woven = setting.apply(audit(net)).woven().run();
    ScorerAgreement agreement = ScorerAgreement.of(fused, woven);
    assertThat(agreement.compared()).isPositive();
    assertThat(agreement.differences()).isEmpty();
    return agreement;
  }

  private static TestAudit audit(Path net) {
    return TestAudit.of(net).probes(PROBES).border(Border.standard()).images(4);
  }
}
