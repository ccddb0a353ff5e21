package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.ScoreId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** samples/one-by-one: what the step from map to answer does to invariance under translation. */
final class OneByOneSampleTest {
  private static final String SAMPLE = "one-by-one";
  private static final String LAST_MAP = "/relu4/Relu_output_0";

  @TempDir static Path scratch;

  /** By network: moved with the ring's mean coming in. */
  private static final Map<String, MovedSample> FILLED = new LinkedHashMap<>();

  private static MovedSample exact;
  private static MovedSample exactFilled;
  private static MovedSample averageRolled;

  @BeforeAll
  static void audit() {
    for (String network : List.of("dense", "one_by_one", "global_average", "global_maximum")) {
      FILLED.put(network, MovedSample.run(scratch, SAMPLE, network));
    }
    exact = MovedSample.run(scratch, SAMPLE, "exact", "--border", "circular");
    exactFilled = MovedSample.run(scratch, SAMPLE, "exact");
    averageRolled = MovedSample.run(scratch, SAMPLE, "global_average", "--border", "circular");
  }

  private static double consistency(String network) {
    return FILLED.get(network).overTranslations("consistencyMean");
  }

  private static double consistencyAt(String network, int dx) {
    MovedSample audit = FILLED.get(network);
    return audit.answer("consistency", audit.shiftsAlongX(x -> Math.abs(x) == dx));
  }

  @Test
  void allAreRightAboutDigitsInTheCentre() {
    FILLED.values().forEach(a -> assertThat(a.accuracy()).isGreaterThan(0.9));
    assertThat(exact.accuracy()).isGreaterThan(0.8);
  }

  @Test
  void theMapBeforeTheAnswerMovesWithTheDigitInAllOfThem() {
    FILLED.forEach(
        (network, audit) -> {
          for (int probe : audit.shiftsAlongX(dx -> Math.abs(dx) == 4)) {
            assertThat(audit.assertNothingLostInside(LAST_MAP, probe)).as(network).isTrue();
            assertThat(audit.readings().value(LAST_MAP, probe, ScoreId.EQUIVARIANCE))
                .as(network)
                .isGreaterThan(0.8);
          }
        });
  }

  @Test
  void globalPoolingKeepsTheAnswerAndWeightsForEveryPositionLoseIt() {
    assertThat(consistency("dense")).isLessThan(0.5);
    assertThat(consistency("one_by_one")).isLessThan(0.6);
    assertThat(consistency("global_average")).isGreaterThan(0.85);
    assertThat(consistency("global_maximum")).isGreaterThan(0.9);
    assertThat(consistencyAt("one_by_one", 8)).isLessThan(0.35);
    assertThat(consistencyAt("dense", 8)).isLessThan(0.35);
  }

  @Test
  void convolvingDownToOneCellOnlyDelaysTheLoss() {
    assertThat(consistencyAt("one_by_one", 4)).isGreaterThan(consistencyAt("dense", 4) + 0.1);
    assertThat(consistencyAt("one_by_one", 4)).isLessThan(consistencyAt("global_maximum", 4) - 0.1);
  }

  @Test
  void circularPaddingWithoutStridesIsExactUnderEveryRoll() {
    List<Integer> rolls = exact.allProbes();
    assertThat(rolls).hasSize(32);
    assertThat(exact.maps()).hasSizeGreaterThanOrEqualTo(4);
    for (int roll : rolls) {
      exact.maps().forEach(map -> exact.readings().assertEquivariant(map, roll));
      double floor = exact.readings().floor("logits", roll);
      assertThat(floor).isLessThan(1e-5);
      assertThat(1 - exact.readings().value("logits", roll, ScoreId.INVARIANCE))
          .as("loss of the answer under %s", exact.readings().probe(roll).id())
          .isLessThanOrEqualTo(floor);
    }
    assertThat(exact.overTranslations("consistencyWorst")).isEqualTo(1);
  }

  @Test
  void exactnessEndsWhereContentLeavesTheFrame() {
    assertThat(exactFilled.overTranslations("consistencyWorst")).isLessThan(1);
    for (int probe : exactFilled.shiftsAlongX(dx -> Math.abs(dx) == 8)) {
      assertThat(1 - exactFilled.readings().value("logits", probe, ScoreId.INVARIANCE))
          .isGreaterThan(1000 * exactFilled.readings().floor("logits", probe));
    }
  }

  @Test
  void globalPoolingAloneIsNotExact() {
    for (int roll : averageRolled.allProbes()) {
      assertThat(1 - averageRolled.readings().value("logits", roll, ScoreId.INVARIANCE))
          .as("loss of the answer under %s", averageRolled.readings().probe(roll).id())
          .isGreaterThan(1000 * averageRolled.readings().floor("logits", roll));
    }
  }

  @Test
  void theNumbersAreThoseOfTheReadme() {
    ExpectedNumbers expected = ExpectedNumbers.of(SAMPLE);
    FILLED.forEach(
        (network, audit) -> {
          expected.check(network + " accuracy", audit.accuracy(), 0.02);
          expected.check(network + " consistency", consistency(network), 0.02);
          expected.check(network + " consistency at 4 px", consistencyAt(network, 4), 0.03);
          expected.check(network + " consistency at 8 px", consistencyAt(network, 8), 0.03);
          expected.check(
              network + " invariance of the answer",
              audit.mean("logits", ScoreId.INVARIANCE, audit.allProbes()),
              0.01);
        });
    expected.check("exact accuracy", exact.accuracy(), 0.02);
    expected.check("exact consistency", exactFilled.overTranslations("consistencyMean"), 0.02);
    expected.check("exact consistency, circular", exact.overTranslations("consistencyMean"), 0.0);
    expected.check(
        "global_average consistency, circular",
        averageRolled.overTranslations("consistencyMean"),
        0.02);
    expected.complete();
  }
}
