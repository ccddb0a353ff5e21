package dev.gimbal.gate.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyReaderTest {
  private static final String WHOLE =
      """
      version: 1
      extends: recommended
      defaults: {level: error, confidence: 0.95, compare: bound}
      rules:
        - id: four-pixels
          on: outputs
          probes: {family: translation, max: 4px}
          score: consistency
          min: 0.95
        - id: features-follow
          on: layers
          layers: ["op:Conv", "depth:0..0.5"]
          probes: {family: translation}
          score: equivariance
          min: 0.90
          level: warn
        - {id: corner-blindness, on: outputs, probes: {family: translation, min: 25%}, score: accuracy, max-drop: 0.10}
      baseline: {path: baseline.json, max-drop: 0.01, alpha: 0.05, new-layers: warn, missing-layers: error}
      suppressions:
        - {rule: features-follow, layers: ["/stem/*"], reason: "stride-4 stem, ticket 12", owner: vision-team, expires: 2027-01-31}
      """;

  @TempDir Path folder;

  private Path file(String yaml) {
    try {
      return Files.writeString(folder.resolve("p.yaml"), yaml);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Policy read(String yaml) {
    return PolicyReader.read(file(yaml));
  }

  private Rule rule(String keys) {
    return read("version: 1\nrules:\n  - {id: a, on: outputs, " + keys + "}\n").rules().get(0);
  }

  @Test
  void aWholePolicyIsRead() {
    Policy policy = read(WHOLE);
    assertThat(policy.name()).isEqualTo("p.yaml");
    assertThat(policy.sha256()).hasSize(64);
    assertThat(policy.rules().stream().map(Rule::id))
        .contains("small-shifts", "four-pixels", "features-follow", "corner-blindness")
        .doesNotHaveDuplicates();
    Rule follow =
        policy.rules().stream().filter(r -> r.id().equals("features-follow")).findFirst().get();
    assertThat(follow.level()).isEqualTo(Level.WARN);
    assertThat(follow.limits().get(0).toString()).isEqualTo("min 0.90");
    assertThat(follow.patterns()).hasSize(2);
    assertThat(policy.notes()).anyMatch(n -> n.contains("features-follow replaces the inherited"));
    BaselineRule baseline = policy.baseline().orElseThrow();
    assertThat(baseline.path()).isEqualTo(folder.toAbsolutePath().resolve("baseline.json"));
    assertThat(baseline.missingLayers()).isEqualTo(BaselineRule.LayerEffect.ERROR);
    assertThat(policy.suppressions().get(0).expires()).isEqualTo(LocalDate.of(2027, 1, 31));
  }

  @Test
  void defaultsFillWhatARuleLeavesOut() {
    Rule plain = rule("score: consistency, min: 0.95");
    assertThat(plain.compare()).isEqualTo(Comparison.BOUND);
    assertThat(plain.confidence()).isEqualTo(0.95);
    assertThat(plain.failed()).isEqualTo(StatusEffect.FAIL);
    assertThat(plain.degenerate()).isEqualTo(StatusEffect.FAIL);
    assertThat(plain.notApplicable()).isEqualTo(StatusEffect.IGNORE);
    assertThat(plain.nothingMatches()).isEqualTo(StatusEffect.FAIL);
    assertThat(plain.minImages()).isEqualTo(2);
    assertThat(rule("score: consistency, min: 1, compare: point").minImages()).isEqualTo(30);
    Rule changed =
        read("version: 1\ndefaults: {level: warn, confidence: 0.9, failed: ignore, min-images: 9}\n"
                + "rules:\n  - {id: a, on: outputs, score: consistency, min: 0.5, confidence: 0.8}")
            .rules()
            .get(0);
    assertThat(changed.level()).isEqualTo(Level.WARN);
    assertThat(changed.confidence()).isEqualTo(0.8);
    assertThat(changed.failed()).isEqualTo(StatusEffect.IGNORE);
    assertThat(changed.minImages()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "score: consistancy, min: 0.5|no score \"consistancy\"|\"consistency\"",
        "score: equivariance, min: 0.5|outputs have no score \"equivariance\"|there are",
        "score: consistency|no limit|min",
        "score: consistency, min: 1.5|no score can hold it|range",
        "score: consistency, max: -0.1|no score can hold it|range",
        "score: consistency, min: 0|every score holds it|range",
        "score: consistency, max: 1|every score holds it|range",
        "score: consistency, min: 1|cannot be shown by any number of images|compare: point",
        "score: consistency, min: 0.8, max: 0.7|leave nothing between|min below",
        "score: consistency, min: abc|min is \"abc\", expected a number|Correct",
        "score: consistency, min: .nan|expected a number|Correct",
        "score: consistency, min: NaN|expected a number|Correct",
        "score: consistency, min: 1e9|expected a number|Correct",
        "score: consistency, min: [0.5]|min is a list|Correct",
        "score: consistency, max-drop: 0.1|max-drop with the score consistency|accuracy",
        "score: accuracy, max-drop: -0.1|from 0 up to 1|range",
        "score: accuracy, max-drop: 0.1, min: 0.5|beside another limit|two rules",
        "score: consistency, min: 0.5, levle: warn|unknown key \"levle\"|\"level\"",
        "score: consistency, min: 0.5, level: wran|level is \"wran\"|\"warn\"",
        "score: consistency, min: 0.5, compare: bounds|compare is \"bounds\"|\"bound\"",
        "score: consistency, min: 0.5, confidence: 95|from 0.5 to 0.9999|Correct",
        "score: consistency, min: 0.5, min-images: 0|whole number|Correct",
        "score: probabilityDropWorst, max: 0.5|no interval|compare: point",
        "score: consistencyMean, min: 0.5, confidence: 0.9|bootstrap at 0.95|confidence: 0.95",
        "score: consistency, min: 0.5, layers: a|on outputs and names layers|outputs",
        "score: consistency, min: 0.5, outputs: []|at least one name|Correct",
        "score: consistency, min: 0.5, probes: {family: translations}|unknown family|\"translation\"",
        "score: consistency, min: 0.5, probes: {max: 4px}|\"family\" is missing|Add",
        "score: consistency, min: 0.5, probes: {family: translation, max: 4}|such as 4px|Correct",
        "score: consistency, min: 0.5, probes: {family: rotation, max: 4px}|such as 15deg|Correct",
        "score: consistency, min: 0.5, probes: {family: crop, max: 4px}|kept share|Correct",
        "score: consistency, min: 0.5, probes: {family: translation, min: 4px, max: 2px}|no probe is at least|min up to",
        "score: consistencyWorst, min: 0.5, probes: {family: translation, max: 2px}|all probes of a family|Leave min",
        "score: referenceAccuracy, min: 0.5, probes: {family: translation}|images as they are|Leave probes",
        "score: consistency, min: 0.5, id: b|second time|Remove",
      })
  void aRuleThatCannotBeMeantIsRefused(String keys, String message, String remedy) {
    assertThatThrownBy(() -> rule(keys))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("p.yaml: line 3")
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(((InputException) e).remedy()).contains(remedy))
        .satisfies(
            e -> assertThat(((InputException) e).kind()).isEqualTo(InputException.Kind.ARGUMENTS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "expires: 2027-01-31|expires: 31.01.2027|a date such as 2027-01-31",
        "expires: 2027-01-31|expires: 2027-02-30|a date such as 2027-01-31",
        "expires: 2027-01-31|expires: never|a date such as 2027-01-31",
        ", expires: 2027-01-31||\"expires\" is missing",
        "owner: vision-team, ||\"owner\" is missing",
        "reason: \"stride-4 stem, ticket 12\", ||\"reason\" is missing",
        "layers: [\"/stem/*\"], ||\"layers\" is missing",
        "rule: features-follow|rule: features-folow|does not have",
        "owner: vision-team|owner: \"\"|expected a text",
        "extends: recommended|extends: recomended|extends names",
        "version: 1|version: 2|whole number from 1 to 1",
        "version: 1|verson: 1|unknown key",
        "on: layers|on: layer|on is \"layer\"",
        "id: four-pixels|id: corner-blindness|a second time",
        "id: four-pixels|id: a b|letters, digits",
        "depth:0..0.5|depth:0.5|part of the depth",
        "depth:0..0.5|depth:0.5..0.1|part of the depth",
        "alpha: 0.05|alpha: 2|above 0 and up to 0.5",
        "new-layers: warn|new-layers: maybe|one of error, warn, ignore",
        "path: baseline.json, ||\"path\" is missing",
      })
  void aPolicyThatCannotBeMeantIsRefused(String good, String bad, String message) {
    String yaml = WHOLE.replace(good, bad == null ? "" : bad);
    assertThat(yaml).isNotEqualTo(WHOLE);
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("p.yaml: line ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing\n",
        "[1]",
        "text",
        "version: 1",
        "version: 1\nrules: []\n",
        "version: 1\nrules: 5\n",
        "version: 1\n\trules: 5\n",
        "version: 1\nversion: 1\n",
        "version: 1\nrules: {id: a\n",
        "version: 1\n---\nversion: 1\n",
        "version: 1\nrules: &a\n  - *a\n",
      })
  void whatIsNoPolicyIsRefused(String yaml) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("p.yaml");
  }

  @Test
  void megabytesOfAliasesAreRefusedUnread() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; bomb.length() < 10_000_000; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    long start = System.nanoTime();
    assertThatThrownBy(() -> read(bomb.toString())).hasMessageContaining("bytes; at most");
    assertThatThrownBy(() -> read(bomb.substring(0, 100_000)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("alias");
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }

  @Test
  void builtInPoliciesAndTheDraftAreValidAndFitTheSchema() throws IOException {
    for (String name : BuiltInPolicy.NAMES) {
      String yaml = new String(BuiltInPolicy.yaml(name), StandardCharsets.UTF_8);
      assertThat(schema().validate(yaml, InputFormat.YAML)).isEmpty();
      assertThat(PolicyReader.read(Path.of(name)).rules()).hasSize(7);
      String draft = BuiltInPolicy.draft(name);
      assertThat(schema().validate(draft, InputFormat.YAML)).isEmpty();
      assertThat(read(draft).rules()).hasSize(7);
      assertThat(read(draft.replaceAll("(?m)^# (?=rules|suppr|  )", "")).suppressions()).hasSize(1);
    }
    assertThat(schema().validate(WHOLE, InputFormat.YAML)).isEmpty();
    List<Rule> reported = PolicyReader.read(Path.of("report-only")).rules();
    assertThat(reported).allMatch(rule -> rule.level() == Level.WARN);
  }

  @Test
  void theSchemaRefusesWhatTheReaderRefuses() throws IOException {
    for (String bad : new String[] {"scor: x\n    min: 1", "level: eror\n    min: 1", "min: abc"}) {
      String yaml = WHOLE.replace("min: 0.95\n", bad + "\n");
      assertThat(yaml).isNotEqualTo(WHOLE);
      assertThat(schema().validate(yaml, InputFormat.YAML)).isNotEmpty();
    }
  }

  @Test
  void theSchemaKnowsEveryScoreAndIsTheDocumentedOne() throws IOException {
    String schema = new String(BuiltInPolicy.schema(), StandardCharsets.UTF_8);
    for (RuleTarget target : RuleTarget.values()) {
      GatedScore.names(target).forEach(n -> assertThat(schema).contains("\"" + n + "\""));
    }
    assertThat(Files.readString(Path.of("docs/schema/policy-1.schema.json"))).isEqualTo(schema);
  }

  private static Schema schema() {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(new String(BuiltInPolicy.schema(), StandardCharsets.UTF_8), InputFormat.JSON);
  }
}
