package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.probe.Translation;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scores of single channels. */
final class ChannelScoresTest {
  private static final int SIZE = 16;

  @TempDir private Path folder;

  /** A 1×1 convolution to three channels; the last one is then weighed by position. */
  private Readings audit(Translation... shifts) {
    NetworkBuilder net = new NetworkBuilder(3);
    net.input("x", 1, 3, SIZE, SIZE);
    String conv = net.node("Conv", List.of("x", net.weights(3, 3, 1, 1)));
    float[] mask = new float[3 * SIZE * SIZE];
    Random random = new Random(5);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i < 2 * SIZE * SIZE ? 1 : random.nextFloat();
    }
    String weighed =
        net.node("Mul", List.of(conv, net.floats(new long[] {1, 3, SIZE, SIZE}, mask)));
    net.output(
        net.node("Conv", List.of(weighed, net.weights(2, 3, 3, 3)), ints("pads", 1, 1, 1, 1)));
    name = weighed;
    return TestAudit.of(net, folder).probes(shifts).run();
  }

  private String name = "";

  private List<Outcome> channels(Readings readings, ScoreId score) {
    List<String> names = readings.result().layers().stream().map(layer -> layer.name()).toList();
    return readings.result().channels().stream()
        .filter(scores -> names.get(scores.layer()).equals(name) && scores.score() == score)
        .map(ChannelScores::values)
        .findFirst()
        .orElseThrow();
  }

  private static double value(Outcome outcome) {
    return ((Outcome.Measured) outcome).value();
  }

  @Test
  void onlyTheChannelThatKnowsItsPositionLosesEquivariance() {
    Readings readings = audit(new Translation(3, 0), new Translation(-2, 5));
    List<Outcome> equivariance = channels(readings, ScoreId.EQUIVARIANCE);
    assertThat(value(equivariance.get(0))).isEqualTo(1, within(1e-9));
    assertThat(value(equivariance.get(1))).isEqualTo(1, within(1e-9));
    assertThat(value(equivariance.get(2))).isLessThan(0.9);
    List<Outcome> invariance = channels(readings, ScoreId.INVARIANCE);
    invariance.forEach(channel -> assertThat(value(channel)).isLessThan(0.9));
  }

  @Test
  void meanOfTheChannelsIsTheLayersScore() {
    Readings readings = audit(new Translation(3, 4));
    assertThat(mean(readings, ScoreId.INVARIANCE))
        .isEqualTo(readings.value(name, 0, ScoreId.INVARIANCE_BALANCED), within(1e-6));
    assertThat(mean(readings, ScoreId.EQUIVARIANCE))
        .isEqualTo(readings.value(name, 0, ScoreId.EQUIVARIANCE_BALANCED), within(1e-6));
  }

  /** A cyclic shift leaves every cell visible: all channels then weigh the same. */
  private double mean(Readings readings, ScoreId score) {
    return channels(readings, score).stream()
        .mapToDouble(ChannelScoresTest::value)
        .average()
        .orElseThrow();
  }
}
