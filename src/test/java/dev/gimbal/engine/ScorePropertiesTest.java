package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.ints;
import static dev.gimbal.testing.NetworkBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.gimbal.image.PreparedImage;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.Interval;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.ChangedFeed;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.NoisePictures;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every score must do whatever the network, and scores that are known in closed form. */
class ScorePropertiesTest {
  private static final int SIDE = 16;
  private static final Probe[] ALL_FAMILIES = {
    new Translation(1, 0),
    new Translation(-2, 4),
    new Rotation(90),
    new Rotation(20),
    new Crop(0.75, Anchor.TOP_RIGHT)
  };

  @TempDir Path folder;

  @Test
  void invarianceOfABoxFilterFallsAsATriangle() {
    NetworkBuilder net = new NetworkBuilder(11).opset(19);
    net.input("x", 1, 1, SIDE, 32);
    String padded =
        net.node("Pad", List.of("x", net.longs(0, 0, 0, 0, 0, 0, 0, 3)), text("mode", "wrap"));
    String box = net.convolution(padded, net.floats(new long[] {1, 1, 1, 4}, 1, 1, 1, 1));
    net.output(box);
    List<Probe> probes = new ArrayList<>();
    for (int d = 1; d <= 8; d++) {
      probes.add(new Translation(d, 0));
      probes.add(new Translation(0, d));
    }
    Readings readings = audit(net).probes(probes.toArray(Probe[]::new)).images(40).run();
    int covered = 0;
    for (int d = 1; d <= 8; d++) {
      // two windows d apart share 4 − d of 4 pixels; rows share none
      covered += closeAndCovered(readings, box, 2 * d - 2, Math.max(0, 1 - d / 4.0));
      covered += closeAndCovered(readings, box, 2 * d - 1, 0);
      readings.assertEquivariant(box, 2 * d - 2);
    }
    assertThat(covered).as("of 16 intervals that cover the truth").isGreaterThanOrEqualTo(13);
  }

  private static int closeAndCovered(Readings readings, String layer, int probe, double truth) {
    Outcome.Measured row = readings.measured(layer, probe, ScoreId.INVARIANCE);
    Interval interval = row.interval().orElseThrow();
    assertThat(row.value()).isEqualTo(truth, within(0.02));
    assertThat(row.n()).isEqualTo(40);
    assertThat(interval.hi() - interval.lo()).isBetween(1e-4, 0.1);
    return interval.lo() <= truth && truth <= interval.hi() ? 1 : 0;
  }

  @Test
  void anotherImageScoresZeroOnAverage() {
    int n = 7;
    NetworkBuilder net = small(1, 1);
    List<Probe> places = new ArrayList<>();
    for (int probe = 1; probe < n; probe++) {
      places.add(new Translation(probe, 0));
    }
    Readings readings =
        audit(net)
            .probes(places.toArray(Probe[]::new))
            .images(n)
            .feed(
                (images, planned) ->
                    new ChangedFeed(
                        NoisePictures.feed(images, planned),
                        (image, probe, target) ->
                            images
                                .get((image + probe + 1) % n)
                                .renderReference(new Border.Circular(), target)))
            .run();
    // The mean over all pairs of different images is D itself.
    for (int layer = 0; layer < readings.result().layers().size(); layer++) {
      String name = readings.result().layers().get(layer).name();
      for (ScoreId score : List.of(ScoreId.INVARIANCE, ScoreId.INVARIANCE_BALANCED)) {
        double sum = 0;
        for (int probe = 0; probe < n - 1; probe++) {
          sum += readings.value(name, probe, score);
        }
        assertThat(sum / (n - 1)).as(name).isEqualTo(0, within(1e-5));
      }
    }
  }

  @Test
  void identityProbeLosesExactlyNothing() {
    Readings readings = audit(small(1, 1)).probes(new Translation(0, 0), new Rotation(0)).run();
    for (int probe = 0; probe < 2; probe++) {
      for (var layer : readings.result().layers()) {
        assertThat(readings.value(layer.name(), probe, ScoreId.INVARIANCE)).isEqualTo(1);
        if (layer.grid().isPresent()) {
          assertThat(readings.value(layer.name(), probe, ScoreId.EQUIVARIANCE)).isEqualTo(1);
          assertThat(readings.value(layer.name(), probe, ScoreId.LOSS)).isZero();
          assertThat(readings.value(layer.name(), probe, ScoreId.VISIBLE_SHARE)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void numberOfThreadsChangesNoBit() {
    Readings one = everything().threads(1).run();
    for (int threads : new int[] {2, 4}) {
      Readings many = everything().threads(threads).feed(ScorePropertiesTest::slowStart).run();
      assertThat(many.result()).isEqualTo(one.result());
    }
  }

  @Test
  void numberOfDevicesChangesNoBit() {
    Readings one = everything().threads(1).run();
    for (int copies : new int[] {2, 3}) {
      Readings many =
          everything().threads(3).copies(copies).feed(ScorePropertiesTest::slowStart).run();
      assertThat(many.result()).isEqualTo(one.result());
    }
  }

  /** Later images overtake the first one. */
  private static ImageFeed slowStart(List<PreparedImage> images, List<PlannedProbe> planned) {
    ImageFeed feed = NoisePictures.feed(images, planned);
    return new ImageFeed() {
      @Override
      public int size() {
        return feed.size();
      }

      @Override
      public String name(int image) {
        return feed.name(image);
      }

      @Override
      public OptionalInt label(int image) {
        return feed.label(image);
      }

      @Override
      public Frame frame(int image) {
        if (image == 0) {
          LockSupport.parkNanos(100_000_000);
        }
        return feed.frame(image);
      }
    };
  }

  @Test
  void orderOfTheImagesChangesNothingBeyondRounding() {
    Readings forward = everything().run();
    Readings backward =
        everything()
            .pictures(
                images -> {
                  List<PreparedImage> reversed = new ArrayList<>(images);
                  Collections.reverse(reversed);
                  return reversed;
                })
            .run();
    assertThat(backward.result().scores()).hasSameSizeAs(forward.result().scores());
    for (int row = 0; row < forward.result().scores().size(); row++) {
      LayerScore expected = forward.result().scores().get(row);
      LayerScore found = backward.result().scores().get(row);
      assertThat(found.score()).isEqualTo(expected.score());
      if (expected.outcome() instanceof Outcome.Measured measured) {
        assertThat(((Outcome.Measured) found.outcome()).value())
            .as(expected.toString())
            .isEqualTo(measured.value(), within(1e-5));
      } else {
        assertThat(found.outcome()).isEqualTo(expected.outcome());
      }
    }
  }

  @Test
  void lossIsCleanPlusUncleanAndVisibleShareIsAShare() {
    Readings readings = everything().run();
    int rows = 0;
    int split = 0;
    for (var layer : readings.result().layers()) {
      for (int probe = 0; probe < readings.probes(); probe++) {
        if (layer.grid().isEmpty()
            || !(readings.outcome(layer.name(), probe, ScoreId.LOSS).orElseThrow()
                instanceof Outcome.Measured loss)) {
          continue;
        }
        rows++;
        double unclean = readings.value(layer.name(), probe, ScoreId.LOSS_UNCLEAN);
        double clean = clean(readings, layer.name(), probe);
        assertThat(clean + unclean).isEqualTo(loss.value(), within(1e-12));
        split += clean > 1e-3 && unclean > 1e-3 ? 1 : 0;
        double share = readings.value(layer.name(), probe, ScoreId.VISIBLE_SHARE);
        assertThat(share).isGreaterThan(0).isLessThanOrEqualTo(1);
        if (readings.outcome(layer.name(), probe, ScoreId.EQUIVARIANCE).orElseThrow()
            instanceof Outcome.Measured e) {
          assertThat(1 - e.value()).isEqualTo(loss.value(), within(1e-12));
        }
      }
    }
    assertThat(rows).isGreaterThan(15);
    assertThat(split).as("rows with both parts").isGreaterThan(3);
  }

  private static double clean(Readings readings, String layer, int probe) {
    Outcome clean = readings.outcome(layer, probe, ScoreId.LOSS_CLEAN).orElseThrow();
    OptionalDouble value =
        clean instanceof Outcome.Measured measured
            ? OptionalDouble.of(measured.value())
            : OptionalDouble.empty();
    return value.orElse(0);
  }

  @Test
  void rescalingAChannelMovesPooledScoresOnly() {
    Readings plain = audit(small(1, 1)).probes(ALL_FAMILIES).border(Border.standard()).run();
    Readings loud = audit(small(100, 1)).probes(ALL_FAMILIES).border(Border.standard()).run();
    for (int probe = 0; probe < ALL_FAMILIES.length; probe++) {
      assertThat(loud.value("last", probe, ScoreId.INVARIANCE_BALANCED))
          .isEqualTo(plain.value("last", probe, ScoreId.INVARIANCE_BALANCED), within(1e-5));
      assertThat(
              Math.abs(
                  loud.value("last", probe, ScoreId.INVARIANCE)
                      - plain.value("last", probe, ScoreId.INVARIANCE)))
          .isGreaterThan(0.01);
    }
  }

  @Test
  void rescalingAWholeLayerMovesNothing() {
    Readings plain = audit(small(1, 1)).probes(ALL_FAMILIES).border(Border.standard()).run();
    Readings loud = audit(small(1, 1000)).probes(ALL_FAMILIES).border(Border.standard()).run();
    for (int probe = 0; probe < ALL_FAMILIES.length; probe++) {
      for (ScoreId score :
          List.of(
              ScoreId.INVARIANCE,
              ScoreId.INVARIANCE_BALANCED,
              ScoreId.LOSS,
              ScoreId.LOSS_UNCLEAN,
              ScoreId.VISIBLE_SHARE)) {
        assertThat(loud.value("last", probe, score))
            .isEqualTo(plain.value("last", probe, score), within(1e-5));
      }
    }
  }

  @Test
  void noiseFloorIsWhatOneUnitInTheLastPlaceDoes() {
    NetworkBuilder net = new NetworkBuilder(12);
    net.input("x", 1, 1, SIDE, SIDE);
    // a power of two keeps the last place; the sine then amplifies it by up to 16
    String wave = net.node("Sin", List.of(net.node("Mul", List.of("x", sixteen(net)))));
    net.output(wave);
    Readings readings = audit(net).probes(new Translation(1, 0)).run();
    double ulps = 0;
    for (int value = 1; value < 256; value++) {
      ulps += Math.pow(Math.ulp((float) value), 2) / 256;
    }
    // sine and slope have mean square ½; ten times the noise over twice the variance
    double expected = 10 * 16 * 16 * ulps * 0.5 / (2 * 0.5);
    assertThat(expected).isGreaterThan(1e-7);
    assertThat(readings.floor(wave, 0)).isCloseTo(expected, withinPercentage(25));
    assertThat(readings.floor("x", 0)).isEqualTo(1e-8);
  }

  private static String sixteen(NetworkBuilder net) {
    return net.floats(new long[] {1}, 16);
  }

  private TestAudit everything() {
    return audit(small(1, 1)).probes(ALL_FAMILIES).border(Border.standard()).images(8);
  }

  /**
   * Three layers, the last strided, with zero padding.
   *
   * @param loudness factor of the last layer's first channel
   * @param scale factor of the whole last layer
   */
  private static NetworkBuilder small(float loudness, float scale) {
    NetworkBuilder net = new NetworkBuilder(13);
    net.input("x", 1, 2, SIDE, SIDE);
    String conv = net.node("Conv", List.of("x", net.weights(4, 2, 3, 3)), ints("pads", 1, 1, 1, 1));
    String pooled =
        net.node(
            "MaxPool",
            List.of(net.node("Relu", List.of(conv))),
            ints("kernel_shape", 2, 2),
            ints("strides", 2, 2));
    String mixed = net.convolution(pooled, net.weights(3, 4, 3, 3));
    String factors = net.floats(new long[] {1, 3, 1, 1}, loudness * scale, scale, scale);
    net.node("Mul", List.of(mixed, factors), List.of("last"));
    return net.output("last");
  }

  private TestAudit audit(NetworkBuilder net) {
    return TestAudit.of(net, folder);
  }
}
