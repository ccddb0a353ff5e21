package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gimbal.image.PreparedImage;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.Finding;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.ChangedFeed;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.NoisePictures;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Global and positional operators are told apart, and broken layers do not look good. */
class CauseProofTest {
  private static final int SIDE = 16;

  @TempDir Path folder;
  private final NetworkBuilder net = new NetworkBuilder(2);

  @Test
  void squeezeExciteIsGlobalContextAndNoPositionDependence() {
    net.input("x", 1, 2, SIDE, SIDE);
    String conv = net.convolution("x", net.floats(new long[] {2, 2, 1, 1}, .01f, 0, 0, -.01f));
    String pooled = net.node("GlobalAveragePool", List.of(conv));
    String gate = net.node("Sigmoid", List.of(net.convolution(pooled, net.weights(2, 2, 1, 1))));
    String gated = net.node("Mul", List.of(conv, gate));
    net.output(gated);
    assertGlobal(gated, conv);
  }

  @Test
  void instanceNormIsGlobalContextAndNoPositionDependence() {
    net.input("x", 1, 2, SIDE, SIDE);
    String conv = net.convolution("x", net.weights(2, 2, 1, 1));
    String scale = net.floats(new long[] {2}, 1, 1);
    String bias = net.floats(new long[] {2}, 0, 0);
    String normed = net.node("InstanceNormalization", List.of(conv, scale, bias));
    net.output(normed);
    assertGlobal(normed, conv);
  }

  /** Content that leaves changes the whole map; under a roll nothing leaves. */
  private void assertGlobal(String global, String local) {
    Translation[] shifts = {new Translation(7, 0), new Translation(-6, -5)};
    Readings filled = audit().probes(shifts).border(Border.standard()).run();
    Readings rolled = audit().probes(shifts).run();
    for (int probe = 0; probe < shifts.length; probe++) {
      assertThat(filled.value(global, probe, ScoreId.GLOBAL_CONTEXT))
          .isGreaterThan(100 * filled.floor(global, probe))
          .isEqualTo(filled.value(global, probe, ScoreId.LOSS_CLEAN));
      filled.assertEquivariant(local, probe);
      rolled.assertEquivariant(global, probe);
    }
    assertThat(filled.layer(global).ancestry()).isEqualTo("global");
    assertThat(filled.has(ScoreId.POSITION_DEPENDENCE)).isFalse();
    assertThat(filled.has(ScoreId.POSITION_OR_CONTEXT)).isFalse();
    assertThat(filled.findings()).doesNotContain("position-dependence", "instrument-error");
  }

  @Test
  void positionEmbeddingIsPositionDependenceOfKnownSize() {
    net.input("x", 1, 1, SIDE, SIDE);
    String embedded = net.node("Add", List.of("x", ramp(10)));
    net.output(embedded);
    Readings readings =
        audit()
            .probes(new Translation(2, 0), new Translation(0, 2), new Translation(-3, 1))
            .images(24)
            .run();
    // The picture rolls and the ramp of 10 a column does not: 14 columns meet the ramp 20 higher,
    // the
    // 2 that wrap meet it 140 lower.
    double rolledTwo = (14 * 20.0 * 20 + 2 * 140.0 * 140) / 16;
    assertThat(readings.value(embedded, 0, ScoreId.POSITION_DEPENDENCE))
        .isCloseTo(rolledTwo / (2 * NoisePictures.VARIANCE), withinPercentage(3));
    readings.assertEquivariant(embedded, 1);
    assertThat(readings.has(ScoreId.GLOBAL_CONTEXT)).isFalse();
    assertThat(readings.layer(embedded).ancestry()).isEqualTo("positional");
    assertThat(readings.findings()).contains("position-dependence");

    Readings filled =
        audit().probes(new Translation(3, 0)).border(Border.standard()).images(24).run();
    assertThat(filled.value(embedded, 0, ScoreId.POSITION_DEPENDENCE))
        .isCloseTo(30.0 * 30 / (2 * NoisePictures.VARIANCE), withinPercentage(3));
    assertThat(filled.value(embedded, 0, ScoreId.BORDER)).isZero();
  }

  @Test
  void circularPaddingIsContentUnderARoll() {
    net.opset(19).input("x", 1, 1, SIDE, SIDE);
    String embedded = net.node("Add", List.of("x", ramp(10)));
    String padded =
        net.node("Pad", List.of(embedded, net.longs(0, 0, 1, 1, 0, 0, 1, 1)), text("mode", "wrap"));
    String conv = net.convolution(padded, net.weights(2, 1, 3, 3));
    net.output(conv);
    Readings readings = audit().probes(new Translation(5, 1)).run();
    // all of the loss comes from the ramp, up to the outermost cells
    assertThat(readings.value(conv, 0, ScoreId.POSITION_DEPENDENCE))
        .isGreaterThan(0.05)
        .isEqualTo(readings.value(conv, 0, ScoreId.LOSS));
    assertThat(readings.value(conv, 0, ScoreId.BORDER)).isZero();
  }

  @Test
  void positionAndContextTogetherAreNotSeparated() {
    net.input("x", 1, 1, SIDE, SIDE);
    String embedded = net.node("Add", List.of("x", ramp(10)));
    String one = net.floats(new long[] {1}, 1);
    String normed =
        net.node("InstanceNormalization", List.of(embedded, one, net.floats(new long[] {1}, 0)));
    net.output(normed);
    Readings readings = audit().probes(new Translation(3, 0)).border(Border.standard()).run();
    assertThat(readings.value(normed, 0, ScoreId.POSITION_OR_CONTEXT)).isGreaterThan(0.01);
    assertThat(readings.outcome(normed, 0, ScoreId.POSITION_DEPENDENCE)).isEmpty();
  }

  @Test
  void constantNetworkIsDegenerateNotPerfect() {
    net.input("x", 1, 2, SIDE, SIDE);
    String conv =
        net.node(
            "Conv",
            List.of("x", net.floats(new long[] {1, 2, 1, 1}, 0, 0), net.floats(new long[] {1}, 3)));
    net.output(conv);
    Readings readings = audit().probes(new Translation(1, 0), new Translation(0, 2)).run();
    for (int probe = 0; probe < 2; probe++) {
      assertThat(readings.outcome(conv, probe, ScoreId.INVARIANCE))
          .containsInstanceOf(Outcome.Degenerate.class);
      assertThat(readings.outcome(conv, probe, ScoreId.EQUIVARIANCE)).isEmpty();
      assertThat(readings.outcome(conv, probe, ScoreId.LOSS)).isEmpty();
    }
    assertThat(readings.layer(conv).scale()).isInstanceOf(Outcome.Degenerate.class);
    assertThat(readings.findings()).contains("degenerate-layers");
  }

  @Test
  void deadLayerAndDeadChannelDoNotTouchTheLiveOnes() {
    net.input("x", 1, 1, SIDE, SIDE);
    String alive = net.convolution("x", net.floats(new long[] {1, 1, 1, 1}, 1));
    String dead = net.node("Relu", List.of(net.node("Neg", List.of(alive))));
    String both = net.node("Concat", List.of(dead, alive), integer("axis", 1));
    net.output(dead).output(both);
    Readings readings = audit().probes(new Translation(1, 0)).run();
    assertThat(readings.outcome(dead, 0, ScoreId.INVARIANCE))
        .containsInstanceOf(Outcome.Degenerate.class);
    readings.assertEquivariant(alive, 0);
    readings.assertEquivariant(both, 0);
    for (ScoreId score :
        List.of(ScoreId.INVARIANCE, ScoreId.INVARIANCE_BALANCED, ScoreId.EQUIVARIANCE_BALANCED)) {
      assertThat(readings.value(both, 0, score)).isEqualTo(readings.value(alive, 0, score));
    }
    ChannelScores channels =
        readings.result().channels().get(readings.result().channels().size() - 1);
    assertThat(channels.values().get(0)).isInstanceOf(Outcome.Degenerate.class);
    assertThat(channels.values().get(1)).isInstanceOf(Outcome.Measured.class);
  }

  @Test
  void nanFailsItsOwnLayerAndTheRestIsScored() {
    net.input("x", 1, 1, SIDE, SIDE);
    String alive = net.convolution("x", net.floats(new long[] {1, 1, 1, 1}, 1));
    String broken =
        net.node("Sqrt", List.of(net.node("Sub", List.of(alive, net.floats(new long[] {1}, 100)))));
    String after = net.node("Relu", List.of(alive));
    net.output(broken).output(after);
    Readings readings = audit().probes(new Translation(1, 0)).run();
    assertThat(readings.outcome(broken, 0, ScoreId.INVARIANCE))
        .containsInstanceOf(Outcome.Failed.class);
    assertThat(readings.outcome(broken, 0, ScoreId.EQUIVARIANCE)).isEmpty();
    assertThat(readings.layer(broken).scale()).isInstanceOf(Outcome.Failed.class);
    readings.assertEquivariant(alive, 0);
    readings.assertEquivariant(after, 0);
    Finding finding =
        readings.result().findings().stream()
            .filter(found -> found.id().equals("failed-layers"))
            .findFirst()
            .orElseThrow();
    assertThat(finding.layer().map(i -> readings.result().layers().get(i).name()))
        .isEqualTo(Optional.of(broken));
  }

  @Test
  void infinityUnderOneProbeFailsThatProbeOnly() {
    net.input("x", 1, 1, SIDE, SIDE);
    String log = net.node("Log", List.of("x"));
    net.output(log);
    Readings readings =
        audit()
            .probes(new Translation(0, 1), new Translation(3, 0))
            .pictures(images -> withoutZeros())
            .feed(
                (images, planned) ->
                    new ChangedFeed(
                        NoisePictures.feed(images, planned),
                        (image, probe, target) -> {
                          if (image == 2 && probe == 1) {
                            target[5] = 0;
                          }
                        }))
            .run();
    readings.assertEquivariant(log, 0);
    assertThat(readings.outcome(log, 1, ScoreId.INVARIANCE))
        .containsInstanceOf(Outcome.Failed.class);
    assertThat(readings.outcome(log, 1, ScoreId.EQUIVARIANCE)).isEmpty();
    // the input itself stays finite
    readings.value("x", 1, ScoreId.INVARIANCE);
  }

  private static List<PreparedImage> withoutZeros() {
    Random random = new Random(3);
    List<PreparedImage> images = new ArrayList<>();
    for (int image = 0; image < 6; image++) {
      float[] plane = new float[SIDE * SIDE];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = 1 + random.nextInt(255);
      }
      images.add(NoisePictures.prepare(new float[][] {plane}, SIDE, SIDE, 0));
    }
    return images;
  }

  /** A constant [1,1,H,W] that grows to the right. */
  private String ramp(float perColumn) {
    float[] values = new float[SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      values[i] = perColumn * (i % SIDE);
    }
    return net.floats(new long[] {1, 1, SIDE, SIDE}, values);
  }

  private TestAudit audit() {
    return TestAudit.of(net, folder);
  }
}
