package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.Outcome;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A network whose weights are multiplied by a power of two has the same scores to the last bit,
 * also where the squares of its values are no float32 numbers: scores are shares.
 */
class ValueScaleProofTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "-80, false",
    "-50, false",
    "-30, false",
    "30, false",
    "63, false",
    "80, false",
    "-80, true",
    "-30, true",
    "30, true",
    "80, true",
  })
  void aPowerOfTwoInTheWeightsChangesNoBit(int power, boolean woven) {
    AuditResult plain = audit(0, woven);
    AuditResult scaled = audit(power, woven);
    assertThat(plain.scores()).anyMatch(score -> score.outcome() instanceof Outcome.Measured);
    assertThat(scaled.scores()).isEqualTo(plain.scores());
    assertThat(plain.channels()).anyMatch(ValueScaleProofTest::isMeasured);
    assertThat(scaled.channels()).isEqualTo(plain.channels());
    assertThat(plain.phases()).isNotEmpty();
    assertThat(scaled.phases()).isEqualTo(plain.phases());
  }

  private static boolean isMeasured(ChannelScores row) {
    return row.layer() > 0 && row.values().stream().anyMatch(Outcome.Measured.class::isInstance);
  }

  private AuditResult audit(int power, boolean woven) {
    TestAudit audit =
        TestAudit.of(network(power).write(folder, "net" + power + ".onnx"))
            .probes(
                new Translation(1, 0),
                new Translation(0, 1),
                new Translation(2, -4),
                new Rotation(90),
                new Rotation(15),
                new Crop(0.8, Anchor.TOP_LEFT))
            .border(Border.standard())
            .images(4);
    return (woven ? audit.woven() : audit).run().result();
  }

  /** Maps with and without blocks of channels, and a vector. */
  private static NetworkBuilder network(int power) {
    NetworkBuilder net = new NetworkBuilder(21);
    net.input("x", -1, 3, 24, 28);
    String factor = net.floats(new long[] {1}, Math.scalb(1f, power));
    String weights = net.node("Mul", List.of(net.weights(8, 3, 3, 3), factor));
    String stem =
        net.node("Conv", List.of("x", weights), ints("pads", 1, 1, 1, 1), ints("strides", 2, 2));
    String head = net.convolution(net.node("Relu", List.of(stem)), net.weights(5, 8, 3, 3));
    String vector = net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(head))));
    return net.output(net.node("MatMul", List.of(vector, net.weights(5, 4))));
  }
}
