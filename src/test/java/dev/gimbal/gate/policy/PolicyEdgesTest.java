package dev.gimbal.gate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.ProbeInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of what policies may say: what is just allowed, and what just is not. */
class PolicyEdgesTest {
  private static final List<Integer> SIZE = List.of(20, 40);

  @TempDir Path folder;

  private Policy read(String yaml) {
    try {
      return PolicyReader.read(
          Files.writeString(folder.resolve("p.yaml"), "version: 1\n" + yaml + "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Rule rule(String keys) {
    return read("rules:\n  - {id: a, " + keys + "}").rules().get(0);
  }

  private ProbeSelector probes(String keys) {
    return rule("on: outputs, score: consistency, min: 0.5, probes: {" + keys + "}").probes();
  }

  private static ProbeInfo probe(
      String family, int dx, int dy, Optional<Double> degrees, Optional<Double> keep) {
    return new ProbeInfo(
        "id", family, Optional.of(dx), Optional.of(dy), degrees, keep, Optional.empty(), "fill");
  }

  private static ProbeInfo shift(int dx, int dy) {
    return probe("translation", dx, dy, Optional.empty(), Optional.empty());
  }

  private static ProbeInfo crop(double keep) {
    return probe("crop", 0, 0, Optional.empty(), Optional.of(keep));
  }

  private static ProbeInfo turn(double degrees) {
    return probe("rotation", 0, 0, Optional.of(degrees), Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"min: 0.8", "min: 80%"})
  void cropsAreSizedByWhatTheyKeep(String min) {
    ProbeSelector selector = probes("family: crop, " + min);
    assertThat(selector.matches(crop(0.8), SIZE)).isTrue();
    assertThat(selector.matches(crop(0.79), SIZE)).isFalse();
    assertThat(selector.matches(shift(1, 1), SIZE)).isFalse();
    assertThat(selector.isLimited()).isTrue();
    assertThat(selector.toString()).isEqualTo("crop from " + min.substring(5));
    assertThat(probes("family: crop, max: 1").matches(crop(1), SIZE)).isTrue();
    assertThat(probes("family: crop, max: 100%").matches(crop(1), SIZE)).isTrue();
    assertThat(probes("family: crop, max: 0.5").isLimited()).isTrue();
    assertThat(probes("family: crop").isLimited()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "crop, 1.1, kept share",
    "crop, 101%, kept share",
    "crop, 3px, kept share",
    "rotation, 5px, angle",
    "rotation, 10%, angle",
    "translation, 5deg, shift",
    "translation, 5, shift",
    "translation, px, shift"
  })
  void aSizeOfAnotherFamilyIsRefused(String family, String size, String expected) {
    assertThatThrownBy(() -> probes("family: " + family + ", min: " + size))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(expected);
  }

  /** The share is of the side that the shift runs along: 10 of 20 rows, 10 of 40 columns. */
  @Test
  void sharesAreOfTheSideThatTheShiftRunsAlong() {
    ProbeSelector half = probes("family: translation, min: 50%");
    assertThat(half.matches(shift(0, -10), SIZE)).isTrue();
    assertThat(half.matches(shift(10, 0), SIZE)).isFalse();
    assertThat(half.matches(shift(-20, 0), SIZE)).isTrue();
    ProbeSelector most = probes("family: translation, max: 4px");
    assertThat(most.matches(shift(-4, 4), SIZE)).isTrue();
    assertThat(most.matches(shift(0, 5), SIZE)).isFalse();
  }

  @Test
  void anglesAreWithoutSignAndWholeTurns() {
    ProbeSelector small = probes("family: rotation, min: 10deg, max: 15°");
    assertThat(small.matches(turn(-12), SIZE)).isTrue();
    assertThat(small.matches(turn(350), SIZE)).isTrue();
    assertThat(small.matches(turn(9), SIZE)).isFalse();
    assertThat(small.matches(turn(16), SIZE)).isFalse();
  }

  @Test
  void aLeastSizeMayEqualTheMostAndNotExceedIt() {
    assertThat(probes("family: rotation, min: 10deg, max: 10deg").matches(turn(10), SIZE)).isTrue();
    assertThat(probes("family: translation, min: 30px, max: 10%").isLimited())
        .as("other units may agree on a large input")
        .isTrue();
    assertThatThrownBy(() -> probes("family: rotation, min: 11deg, max: 10deg"))
        .hasMessageContaining("no probe is at least 11deg and at most 10deg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "score: consistency, min: 0.5, max: 0.6",
        "score: consistency, min: 0.999",
        "score: cosine, min: 1",
        "score: accuracy, max-drop: 0",
        "score: accuracy, max-drop: 0.999",
        "score: consistency, min: 1, compare: point"
      })
  void limitsThatCanBeHeldAreRead(String keys) {
    assertThat(rule("on: outputs, " + keys).limits()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "score: consistency, min: 0.6, max: 0.6|leave nothing between them",
        "score: consistency, min: 1|cannot be shown by any number of images",
        "score: consistency, max: 0|cannot be shown by any number of images",
        "score: consistency, max: 1|every score holds it; it ranges from 0 to 1",
        "score: consistency, min: 1.5|no score can hold it",
        "score: accuracy, max-drop: 1|expected a share from 0 up to 1",
        "score: accuracy, max-drop: -0.1|expected a share from 0 up to 1",
        "score: consistency, max-drop: 0.1|max-drop with the score consistency",
        "score: accuracy, max-drop: 0.1, min: 0.5|max-drop stands beside another limit",
        "score: invariance, min: 1.5|it ranges from minus infinity to 1"
      })
  void limitsThatSayNothingAreRefused(String keys, String message) {
    assertThatThrownBy(() -> rule("on: outputs, " + keys))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anUnboundedScoreSaysSo() {
    assertThatThrownBy(() -> rule("on: layers, score: loss, max: -1, compare: point"))
        .hasMessageContaining("it ranges from 0 to infinity");
  }

  private BaselineRule baseline(String keys) {
    return read("baseline: {path: b.json, " + keys + "}").baseline().orElseThrow();
  }

  @Test
  void aBaselinesEndsAreAllowed() {
    BaselineRule rule = baseline("max-drop: 0, alpha: 0.5, new-layers: ignore");
    assertThat(rule.maxDrop().value()).isZero();
    assertThat(rule.alpha()).isEqualTo(0.5);
    assertThat(rule.newLayers()).isEqualTo(BaselineRule.LayerEffect.IGNORE);
    BaselineRule usual = baseline("max-drop: 0.02");
    assertThat(usual.alpha()).isEqualTo(0.05);
    assertThat(usual.newLayers()).isEqualTo(BaselineRule.LayerEffect.WARN);
    assertThat(usual.missingLayers()).isEqualTo(BaselineRule.LayerEffect.ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"max-drop: -0.01", "max-drop: 0.01, alpha: 0", "max-drop: 0.01, alpha: 0.51"})
  void aBaselineBeyondItsEndsIsRefused(String keys) {
    assertThatThrownBy(() -> baseline(keys)).isInstanceOf(InputException.class);
  }

  @Test
  void anOptionStandsInForThePathAndKeepsTheRest() {
    Policy own = read("baseline: {path: b.json, max-drop: 0.2, alpha: 0.1}");
    BaselineRule moved = own.withBaseline(Path.of("other.json")).baseline().orElseThrow();
    assertThat(moved.path()).isEqualTo(Path.of("other.json"));
    assertThat(moved.maxDrop().toString()).isEqualTo("max-drop 0.2");
    assertThat(moved.alpha()).isEqualTo(0.1);
    BaselineRule alone = Policy.ofBaseline(Path.of("x.json")).baseline().orElseThrow();
    assertThat(alone.path()).isEqualTo(Path.of("x.json"));
    assertThat(alone.maxDrop().toString()).isEqualTo("max-drop 0.01");
    Policy rules = read("rules:\n  - {id: a, on: outputs, score: consistency, min: 0.9}");
    assertThat(rules.baseline()).isEmpty();
    assertThat(rules.withBaseline(Path.of("x.json")).baseline()).contains(alone);
    assertThat(rules.withBaseline(Path.of("x.json")).rules()).isEqualTo(rules.rules());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"depth:0.5..0.4", "depth:0..1.1", "depth:0", "depth:a..1", "depth:0..1..1"})
  void aDepthThatIsNoRangeIsRefused(String pattern) {
    assertThatThrownBy(
            () -> rule("on: layers, score: equivariance, min: 0.5, layers: [\"" + pattern + "\"]"))
        .isInstanceOf(InputException.class);
  }

  @Test
  void aDepthMayBeOnePlaceAndReachTheEnd() {
    assertThat(
            rule("on: layers, score: equivariance, min: 0.5, layers: [\"depth:1..1\"]").patterns())
        .hasSize(1);
  }

  @Test
  void whatASuppressionNamesMustBeThere() {
    String cover =
        "suppressions:\n  - {rule: %s, layers: [x], reason: r, owner: o, expires: 2027-01-31}";
    String rules = "rules:\n  - {id: shifts, on: outputs, score: consistency, min: 0.9}\n";
    assertThat(read(rules + cover.formatted("shifts")).suppressions()).hasSize(1);
    assertThat(read(rules + cover.formatted("baseline")).suppressions()).hasSize(1);
    assertThatThrownBy(() -> read(rules + cover.formatted("shift")))
        .hasMessageContaining("names the rule \"shift\", which the policy does not have")
        .satisfies(e -> assertThat(((InputException) e).remedy()).contains("\"shifts\""));
  }
}
