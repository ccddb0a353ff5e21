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

/** samples/pooling-trade: what strides cost, what windows buy, and what a blur saves. */
final class PoolingTradeSampleTest {
  private static final String SAMPLE = "pooling-trade";
  private static final String FIRST = "/relu1/Relu_output_0";
  private static final String LAST = "/relu4/Relu_output_0";
  private static final String POOLED = "/global/GlobalAveragePool_output_0";

  /** The first halved map of each network. */
  private static final Map<String, String> HALVED =
      Map.of(
          "max", "/reduce1/MaxPool_output_0",
          "average", "/reduce1/AveragePool_output_0",
          "blur", "/reduce1/Conv_output_0",
          "strided", FIRST);

  @TempDir static Path scratch;

  private static final Map<String, MovedSample> AUDITS = new LinkedHashMap<>();

  @BeforeAll
  static void audit() {
    for (String network : List.of("max", "average", "blur", "strided", "none")) {
      AUDITS.put(network, MovedSample.run(scratch, SAMPLE, network));
    }
  }

  private static List<Integer> by(String network, int pixels) {
    return AUDITS.get(network).shiftsAlongX(dx -> Math.abs(dx) == pixels);
  }

  private static List<Integer> odd(String network) {
    return AUDITS.get(network).shiftsAlongX(dx -> dx % 2 != 0);
  }

  /** What is lost at clean cells by shifts between the steps of the first halved map. */
  private static double lostBetween(String network) {
    return AUDITS.get(network).mean(HALVED.get(network), ScoreId.LOSS_CLEAN, odd(network));
  }

  private static double invariance(String network, String layer, int pixels) {
    return AUDITS.get(network).mean(layer, ScoreId.INVARIANCE, by(network, pixels));
  }

  @Test
  void everyHalvedMapLosesBetweenItsStepsAndNothingOnThem() {
    HALVED.forEach(
        (network, map) -> {
          MovedSample audit = AUDITS.get(network);
          assertThat(audit.readings().grid(map).period()).containsExactly("2", "2");
          assertThat(lostBetween(network)).as(network).isGreaterThan(0.01);
          audit
              .shiftsAlongX(dx -> dx % 2 == 0)
              .forEach(probe -> assertThat(audit.assertNothingLostInside(map, probe)).isTrue());
        });
  }

  @Test
  void theBlurLosesLessThanAnyOtherStride() {
    for (String other : List.of("max", "average", "strided")) {
      assertThat(lostBetween("blur")).as(other).isLessThan(0.5 * lostBetween(other));
    }
  }

  @Test
  void withoutAStrideEveryMapMovesWithEveryPixel() {
    MovedSample none = AUDITS.get("none");
    assertThat(none.maps()).hasSize(4);
    for (String map : none.maps()) {
      assertThat(none.readings().grid(map).period()).containsExactly("1", "1");
      none.allProbes().forEach(probe -> none.assertNothingLostInside(map, probe));
    }
  }

  @Test
  void aWindowWithoutAStrideBuysInvarianceAndCostsNoEquivariance() {
    MovedSample blur = AUDITS.get("blur");
    String window = "/maximum1/MaxPool_output_0";
    assertThat(invariance("blur", window, 1)).isGreaterThan(invariance("blur", FIRST, 1) + 0.1);
    for (int probe : blur.allProbes()) {
      assertThat(blur.assertNothingLostInside(window, probe)).isTrue();
      assertThat(blur.readings().value(window, probe, ScoreId.EQUIVARIANCE)).isGreaterThan(0.95);
    }
  }

  @Test
  void poolingBuysInvarianceToOnePixelOnly() {
    for (String network : List.of("max", "average", "blur")) {
      String halved = HALVED.get(network);
      assertThat(invariance(network, halved, 1))
          .as(network)
          .isGreaterThan(invariance(network, FIRST, 1) + 0.1);
      assertThat(invariance(network, halved, 4)).as(network).isLessThan(0.1);
    }
  }

  @Test
  void theStrideShowsAsACombInTheAveragedFeatures() {
    assertThat(invariance("max", POOLED, 4)).isGreaterThan(invariance("max", POOLED, 3) + 0.005);
    assertThat(invariance("strided", POOLED, 4))
        .isGreaterThan(invariance("strided", POOLED, 3) + 0.005);
    for (String network : List.of("blur", "none")) {
      assertThat(invariance(network, POOLED, 4))
          .as(network)
          .isLessThan(invariance(network, POOLED, 3));
    }
  }

  @Test
  void samplingLossFallsFromStrideOverMaximumAndAverageToBlur() {
    assertThat(sampling("strided")).isGreaterThan(sampling("max") + 0.01);
    assertThat(sampling("max")).isGreaterThan(sampling("average") + 0.01);
    assertThat(sampling("average")).isGreaterThan(sampling("blur") + 0.01);
    assertThat(sampling("blur")).isLessThan(0);
  }

  /** Of the last map, by shifts of up to 4 px that do not fit its period. */
  private static double sampling(String network) {
    MovedSample audit = AUDITS.get(network);
    return audit.mean(LAST, ScoreId.SAMPLING, audit.shiftsAlongX(dx -> Math.abs(dx) < 4));
  }

  @Test
  void theNumbersAreThoseOfTheReadme() {
    ExpectedNumbers expected = ExpectedNumbers.of(SAMPLE);
    AUDITS.forEach(
        (network, audit) -> {
          expected.check(network + " accuracy", audit.accuracy(), 0.034);
          expected.check(network + " consistency", audit.overTranslations("consistencyMean"), 0.02);
          expected.check(network + " flip rate", audit.overTranslations("flipRate"), 0.02);
          for (int pixels = 1; pixels <= 4; pixels++) {
            expected.check(
                network + " invariance of the averaged features at " + pixels + " px",
                invariance(network, POOLED, pixels),
                0.003);
          }
          expected.check(
              network + " invariance of relu1 at 1 px", invariance(network, FIRST, 1), 0.01);
        });
    HALVED.forEach(
        (network, map) -> {
          expected.check(network + " loss between steps", lostBetween(network), 0.003);
          expected.check(network + " sampling loss of the last map", sampling(network), 0.005);
          expected.check(
              network + " invariance of the halved map at 1 px", invariance(network, map, 1), 0.01);
        });
    expected.complete();
  }
}
