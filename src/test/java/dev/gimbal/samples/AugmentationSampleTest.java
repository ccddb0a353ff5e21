package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.result.ScoreId;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** samples/augmentation: what it buys, how far, and what it leaves as it was. */
final class AugmentationSampleTest {
  private static final String SAMPLE = "augmentation";
  private static final List<String> VECTORS = List.of("/relu4/Relu_output_0", "logits");

  @TempDir static Path scratch;

  private static MovedSample plain;
  private static MovedSample augmented;

  @BeforeAll
  static void audit() {
    plain = MovedSample.run(scratch, SAMPLE, "plain");
    augmented = MovedSample.run(scratch, SAMPLE, "augmented");
  }

  /** Shifts by 2 or 4 px along an axis: within what training moved. */
  private static List<Integer> near(MovedSample audit) {
    return audit.probes(
        p ->
            p.family().equals("translation")
                && Math.abs(p.dx().orElseThrow()) + Math.abs(p.dy().orElseThrow()) <= 4);
  }

  /** Shifts by 8 or 10 px along an axis: further than training moved. */
  private static List<Integer> far(MovedSample audit) {
    return audit.probes(
        p ->
            p.family().equals("translation")
                && Math.abs(Math.abs(p.dx().orElseThrow()) - Math.abs(p.dy().orElseThrow())) >= 8);
  }

  private static List<Integer> fourPixels(MovedSample audit) {
    return audit.shiftsAlongX(dx -> Math.abs(dx) == 4);
  }

  private static List<Integer> turns(MovedSample audit, double least, double most) {
    return audit.probes(
        p -> p.degrees().filter(a -> Math.abs(a) >= least && Math.abs(a) <= most).isPresent());
  }

  private static List<Integer> crops(MovedSample audit, double least) {
    return audit.probes(p -> p.keep().filter(k -> k >= least).isPresent());
  }

  private static double consistency(MovedSample audit, List<Integer> probes) {
    return audit.answer("consistency", probes);
  }

  @Test
  void itBuysAnswersThatHoldUnderTheShiftsAndCropsThatTrainingMade() {
    assertThat(consistency(augmented, near(augmented)))
        .isGreaterThan(0.9)
        .isGreaterThan(consistency(plain, near(plain)) + 0.2);
    assertThat(consistency(augmented, crops(augmented, 0.8)))
        .isGreaterThan(0.9)
        .isGreaterThan(consistency(plain, crops(plain, 0.8)) + 0.15);
  }

  @Test
  void itBuysNothingWhereTheDigitsThemselvesAlreadyTurned() {
    assertThat(consistency(plain, turns(plain, 10, 20))).isGreaterThan(0.9);
    assertThat(consistency(augmented, turns(augmented, 10, 20)))
        .isCloseTo(consistency(plain, turns(plain, 10, 20)), within(0.05));
  }

  @Test
  void itFadesBeyondWhatTrainingMade() {
    assertThat(consistency(augmented, far(augmented)))
        .isLessThan(consistency(augmented, near(augmented)) - 0.1);
    assertThat(consistency(augmented, turns(augmented, 90, 90))).isLessThan(0.5);
  }

  @Test
  void theGainLiesInTheDenseLayersAndNotInTheMaps() {
    for (String vector : VECTORS) {
      assertThat(augmented.mean(vector, ScoreId.INVARIANCE, near(augmented)))
          .as(vector)
          .isGreaterThan(plain.mean(vector, ScoreId.INVARIANCE, near(plain)) + 0.05);
    }
    assertThat(plain.maps()).isEqualTo(augmented.maps()).hasSize(5);
    for (String map : plain.maps()) {
      assertThat(augmented.mean(map, ScoreId.EQUIVARIANCE, fourPixels(augmented)))
          .as(map)
          .isCloseTo(plain.mean(map, ScoreId.EQUIVARIANCE, fourPixels(plain)), within(0.02));
    }
  }

  @Test
  void insideTheFrameNoMapLosesAnythingOnItsGridWithOrWithoutIt() {
    for (MovedSample audit : List.of(plain, augmented)) {
      for (String map : audit.maps()) {
        for (int probe : fourPixels(audit)) {
          assertThat(audit.assertNothingLostInside(map, probe)).as(map).isTrue();
        }
      }
    }
  }

  @Test
  void theNumbersAreThoseOfTheReadme() {
    ExpectedNumbers expected = ExpectedNumbers.of(SAMPLE);
    check(expected, "plain", plain);
    check(expected, "augmented", augmented);
    expected.complete();
  }

  private static void check(ExpectedNumbers expected, String network, MovedSample audit) {
    String held = network + " consistency, ";
    expected.check(network + " accuracy", audit.accuracy(), 0.02);
    expected.check(held + "2 and 4 px", consistency(audit, near(audit)), 0.02);
    expected.check(held + "8 and 10 px", consistency(audit, far(audit)), 0.02);
    expected.check(held + "10 and 20 degrees", consistency(audit, turns(audit, 10, 20)), 0.02);
    expected.check(held + "30 and 45 degrees", consistency(audit, turns(audit, 30, 45)), 0.02);
    expected.check(held + "90 degrees", consistency(audit, turns(audit, 90, 90)), 0.03);
    expected.check(held + "crops of 0.8 and more", consistency(audit, crops(audit, 0.8)), 0.02);
    for (String vector : VECTORS) {
      expected.check(
          network + " invariance of " + vector + ", 2 and 4 px",
          audit.mean(vector, ScoreId.INVARIANCE, near(audit)),
          0.01);
    }
    for (String map : audit.maps()) {
      expected.check(
          network + " equivariance of " + map + ", 4 px",
          audit.mean(map, ScoreId.EQUIVARIANCE, fourPixels(audit)),
          0.002);
    }
  }
}
