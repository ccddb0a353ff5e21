package dev.gimbal.report.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gimbal.gate.MadeResult;
import dev.gimbal.report.badge.Badge;
import dev.gimbal.report.junit.JUnitReport;
import dev.gimbal.report.markdown.GithubAnnotations;
import dev.gimbal.report.markdown.MarkdownReport;
import dev.gimbal.report.markdown.MarkdownReport.Place;
import dev.gimbal.report.sarif.SarifReport;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.SampleResult;
import dev.gimbal.result.ScoreId;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What build servers, code scanning and pull requests are told about a gate. */
final class VerdictFormatsTest {
  private static final Schema SARIF_SCHEMA = officialSarifSchema();

  @TempDir Path folder;

  private static InputStream resource(String name) {
    return Objects.requireNonNull(VerdictFormatsTest.class.getResourceAsStream(name));
  }

  private static Document junit(AuditResult result) throws Exception {
    String text = Gated.text(result, JUnitReport::write);
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(new StreamSource(resource("junit.xsd")))
        .newValidator()
        .validate(new StreamSource(new StringReader(text)));
    return Gated.xml(text);
  }

  private static JsonNode sarif(AuditResult result) throws Exception {
    String text = Gated.text(result, SarifReport::write);
    assertThat(SARIF_SCHEMA.validate(text, InputFormat.JSON)).isEmpty();
    JsonNode run = JsonMapper.shared().readTree(text).get("runs").get(0);
    // What the standard asks for in words only.
    for (JsonNode one : run.get("results")) {
      if (!one.get("kind").asString().equals("fail")) {
        assertThat(one.get("level").asString()).isEqualTo("none");
      }
      assertThat(one.get("ruleIndex").asInt()).isNotNegative();
      assertThat(one.at("/message/text").asString()).isNotEmpty();
      assertThat(one.at("/locations/0/physicalLocation/artifactLocation/uri").asString())
          .matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})+");
    }
    return run;
  }

  /** The schema that comes with the standard, as a library of another maker carries it. */
  private static Schema officialSarifSchema() {
    String name = "/schema/sarif-schema-2.1.0.json";
    try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream(name), name)) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String markdown(AuditResult result, Place place) {
    return Gated.text(result, (gated, out) -> MarkdownReport.write(gated, place, out));
  }

  private static List<Element> elements(Document xml, String name) {
    NodeList found = xml.getElementsByTagName(name);
    List<Element> all = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      all.add((Element) found.item(i));
    }
    return all;
  }

  @Test
  void junitTellsEachStateApart() throws Exception {
    Document xml = junit(Gated.mixed(folder, "/conv2/Relu"));
    assertThat(elements(xml, "failure"))
        .extracting(one -> ((Element) one.getParentNode()).getAttribute("name"))
        .containsExactly("/conv2/Relu");
    assertThat(elements(xml, "failure").get(0).getAttribute("message"))
        .contains("0.60 [0.5000, 0.7000], n 100")
        .contains("in all 2 violated and 0 undecided");
    assertThat(elements(xml, "error")).hasSize(1);
    assertThat(elements(xml, "skipped"))
        .extracting(one -> one.getAttribute("message"))
        .satisfiesExactlyInAnyOrder(
            one -> assertThat(one).startsWith("WARN: "),
            one ->
                assertThat(one).contains("suppressed: ticket | 12 <b> (team, until 2027-01-31)"));
    assertThat(elements(xml, "testcase"))
        .filteredOn(one -> !one.hasChildNodes())
        .extracting(one -> one.getAttribute("classname") + " " + one.getAttribute("name"))
        .containsExactly(
            "hold /conv2/Relu", "wish /conv2/Relu", "easy /conv1/Relu", "easy /conv2/Relu");
    assertThat(elements(xml, "testsuite"))
        .extracting(one -> one.getAttribute("name"))
        .containsExactly("translation");
    Element all = elements(xml, "testsuites").get(0);
    assertThat(all.getAttribute("tests")).isEqualTo("8");
    assertThat(all.getAttribute("failures")).isEqualTo("1");
    assertThat(all.getAttribute("errors")).isEqualTo("1");
  }

  /** 0.8999999 violates 0.90; neither it nor its interval's end may read as if it did not. */
  @Test
  void numbersAreRoundedTowardsTheFailingSide() throws Exception {
    MadeResult made = MadeResult.small();
    made.score(2, 1, ScoreId.EQUIVARIANCE, Outcome.measured(0.8999999, 0.8999998, 0.89999999, 100));
    AuditResult result =
        Gated.by(folder, "rules:\n  - {id: f, on: layers, score: equivariance, min: 0.90}\n", made);
    for (String text :
        List.of(
            Gated.text(result, JUnitReport::write),
            Gated.text(result, SarifReport::write),
            Gated.text(result, GithubAnnotations::write))) {
      assertThat(text).contains("0.89 [0.8999, 0.8999]").doesNotContain("0.9000");
    }
  }

  @Test
  void sarifDeclaresRulesAndSuppressions() throws Exception {
    JsonNode run = sarif(Gated.mixed(folder, "/conv2/Relu"));
    assertThat(run.at("/tool/driver/rules").size()).isEqualTo(4);
    List<JsonNode> results = new ArrayList<>();
    run.get("results").forEach(results::add);
    assertThat(results)
        .extracting(
            one ->
                one.get("ruleId").asString()
                    + " "
                    + one.get("kind").asString()
                    + " "
                    + one.get("level").asString())
        .containsExactly(
            "follow fail error", "follow open none", "wish fail warning", "hold fail error");
    for (JsonNode one : results) {
      JsonNode rule = run.at("/tool/driver/rules").get(one.get("ruleIndex").asInt());
      assertThat(rule.get("id")).isEqualTo(one.get("ruleId"));
      assertThat(one.has("suppressions")).isEqualTo(one.get("ruleId").asString().equals("hold"));
    }
    assertThat(run.at("/invocations/0/executionSuccessful").asBoolean()).isTrue();
  }

  /** A schema that accepts everything would prove nothing. */
  @Test
  void theOfficialSchemaRefusesWhatIsNoSarif() {
    String good = Gated.text(Gated.mixed(folder, "/conv2/Relu"), SarifReport::write);
    for (String bad :
        List.of(
            good.replace("\"kind\":\"open\"", "\"kind\":\"undecided\""),
            good.replace("\"level\":\"warning\"", "\"level\":\"warn\""),
            good.replace("\"version\":\"2.1.0\"", "\"version\":\"2.0.0\""),
            good.replace("\"kind\":\"fail\"", "\"baselineState\":\"old\",\"kind\":\"fail\""),
            good.replace("\"ruleIndex\"", "\"ruleNumber\""),
            good.replace("\"driver\"", "\"rider\""))) {
      assertThat(bad).isNotEqualTo(good);
      assertThat(SARIF_SCHEMA.validate(bad, InputFormat.JSON)).isNotEmpty();
    }
  }

  @Test
  void withoutABaselineNothingHasABaselineState() throws Exception {
    sarif(Gated.mixed(folder, "/conv2/Relu"))
        .get("results")
        .forEach(one -> assertThat(one.has("baselineState")).isFalse());
  }

  /** Findings are followed by rule, family and layer; a layer's new name is no new finding. */
  @Test
  void sarifTellsWhatIsNewFromWhatTheBaselineHad() throws Exception {
    Outcome low = Outcome.measured(0.5, 0.4, 0.6, 100);
    Outcome lower = Outcome.measured(0.3, 0.2, 0.4, 100);
    MadeResult before = MadeResult.small().layer("/gone/Relu", "Relu");
    before.score(1, 0, ScoreId.INVARIANCE, low).score(2, 0, ScoreId.INVARIANCE, low);
    before.score(1, 1, ScoreId.EQUIVARIANCE, low);
    for (int probe = 0; probe < 3; probe++) {
      before.score(3, probe, ScoreId.INVARIANCE, low).score(3, probe, ScoreId.EQUIVARIANCE, low);
    }
    MadeResult now = MadeResult.small().rename(1, "/features/1/Relu");
    now.score(1, 0, ScoreId.INVARIANCE, low).score(2, 0, ScoreId.INVARIANCE, lower);
    now.score(2, 2, ScoreId.EQUIVARIANCE, low);
    JsonNode run =
        sarif(
            Gated.against(
                folder,
                """
                rules:
                  - {id: hold, on: layers, score: invariance, min: 0.90}
                  - {id: follow, on: layers, score: equivariance, min: 0.90}
                """,
                before,
                now));
    List<String> states = new ArrayList<>();
    List<JsonNode> absent = new ArrayList<>();
    for (JsonNode one : run.get("results")) {
      String state = one.get("baselineState").asString();
      String rule = one.get("ruleId").asString();
      if (rule.startsWith("baseline:")) {
        assertThat(state).isEqualTo("new");
      } else {
        states.add(
            "%s %s %s %s"
                .formatted(
                    rule,
                    one.at("/locations/0/logicalLocations/0/name").asString(),
                    one.get("kind").asString(),
                    state));
      }
      if (state.equals("absent")) {
        absent.add(one);
      }
    }
    assertThat(states)
        .containsExactly(
            "hold /conv2/Relu fail updated",
            "hold /features/1/Relu fail unchanged",
            "follow /conv2/Relu fail new",
            "hold /gone/Relu notApplicable absent",
            "follow /conv1/Relu pass absent",
            "follow /gone/Relu notApplicable absent");
    assertThat(absent.get(1).at("/message/text").asString())
        .startsWith("only in the baseline: /conv1/Relu")
        .endsWith("was 0.50, passes now");
    // An absent finding is closed by the fingerprint that it had.
    List<JsonNode> then = new ArrayList<>();
    sarif(
            Gated.by(
                folder,
                "rules:\n  - {id: follow, on: layers, score: equivariance, min: 0.90}\n",
                before))
        .get("results")
        .forEach(then::add);
    assertThat(then)
        .extracting(one -> one.get("partialFingerprints"))
        .contains(absent.get(1).get("partialFingerprints"));
  }

  @Test
  void aRuleThatTheBaselineDoesNotKnowFindsNewThings() {
    AuditResult result =
        Gated.against(
            folder,
            "rules:\n  - {id: a, on: layers, layers: [/new*], score: invariance, min: 0.99}\n",
            MadeResult.small(),
            MadeResult.small().rename(2, "/new/Relu"));
    assertThat(result.gate().orElseThrow().inBaseline().orElseThrow()).isEmpty();
    assertThat(result.gate().orElseThrow().notes())
        .anyMatch(
            note ->
                note.equals(
                    "Rule a finds nothing to compare in the baseline; all it finds is new."));
  }

  private List<String> fingerprints(MadeResult made, String policy) throws Exception {
    List<String> prints = new ArrayList<>();
    sarif(Gated.by(folder, policy, made))
        .get("results")
        .forEach(one -> prints.add(one.at("/partialFingerprints/gimbal~1v1").asString()));
    return prints;
  }

  /** Hole: an identity made of positions, so that one more layer makes every finding new. */
  @Test
  void fingerprintsFollowNamesAndNothingElse() throws Exception {
    String rule = "  - {id: %s, on: layers, score: %s, min: %s}\n";
    String policy = "rules:\n" + rule.formatted("a", "equivariance", "0.99");
    List<String> first = fingerprints(MadeResult.small(), policy);
    assertThat(first).hasSize(2).doesNotHaveDuplicates();
    // Another rule before it, another limit, other numbers and one more probe.
    List<String> later =
        fingerprints(
            MadeResult.small()
                .shift(9, 9)
                .score(1, 3, ScoreId.EQUIVARIANCE, Outcome.measured(0.1, 0.05, 0.2, 100))
                .score(2, 3, ScoreId.EQUIVARIANCE, Outcome.measured(0.3, 0.2, 0.4, 100)),
            "rules:\n"
                + "  - {id: z, on: layers, score: invariance, min: 0.1, failed: ignore}\n"
                + rule.formatted("a", "equivariance", "0.985"));
    assertThat(later).containsAll(first);
    assertThat(fingerprints(MadeResult.small().rename(1, "/conv1/Rel"), policy))
        .contains(first.get(1))
        .doesNotContain(first.get(0));
    assertThat(fingerprints(MadeResult.small(), policy.replace("id: a", "id: b")))
        .doesNotContainAnyElementsOf(first);
    assertThat(fingerprints(MadeResult.small(), policy.replace("equivariance", "invariance")))
        .doesNotContainAnyElementsOf(first);
  }

  @Test
  void hostileNamesStayText() throws Exception {
    for (AuditResult result :
        List.of(Gated.mixed(folder, Gated.HOSTILE), SampleResult.complete())) {
      junit(result);
      sarif(result);
      Gated.xml(Gated.text(result, Badge::write));
      for (Place place : Place.values()) {
        String text = markdown(result, place);
        // Nothing but the format's own tags; no link, no emphasis, no cell that names opened.
        String rest = text.replaceAll("<!-- -?-?(gimbal )?-->|</?code>", "");
        assertThat(rest).doesNotContain("<").doesNotContain(">").doesNotContain("`");
        assertThat(rest.replaceAll("&#\\d+;", "")).doesNotContain("[").doesNotContain("@");
        assertThat(text.lines().filter(line -> line.startsWith("| ") && line.contains("<code>")))
            .isNotEmpty()
            .allSatisfy(
                line -> assertThat(line.chars().filter(c -> c == '|').count()).isIn(6L, 9L));
        assertThat(text.codePoints().filter(c -> c != '\n').boxed())
            .noneMatch(c -> Character.getType(c) == Character.CONTROL);
      }
      String commands = Gated.text(result, GithubAnnotations::write);
      assertThat(commands.lines())
          .allMatch(
              line ->
                  Pattern.matches(
                      "::(error|warning|notice) title=[^:,\r]*,file=[^:,\r]*::[^\r]*", line));
      assertThat(commands).doesNotContain("\u001b").doesNotContain("%0A,title");
    }
  }

  @Test
  void annotationsAreFewAndCountTheRest() {
    AuditResult result = Gated.large(folder, 1, 40, 1);
    List<String> lines = Gated.text(result, GithubAnnotations::write).lines().toList();
    assertThat(lines).hasSize(10);
    assertThat(lines.subList(0, 9)).allMatch(line -> line.startsWith("::error title=FAIL r0%2C "));
    assertThat(lines.get(9)).startsWith("::notice ").endsWith("; 30 more findings in the report");
  }

  @Test
  void theBadgeSaysTheVerdict() {
    assertThat(Gated.text(Gated.mixed(folder, "x"), Badge::write))
        .contains(">fail 2/4</text>")
        .doesNotContain("href")
        .doesNotContain("script");
    String easy = "rules:\n  - {id: a, on: layers, score: invariance, min: 0.1}\n";
    assertThat(Gated.text(Gated.by(folder, easy, MadeResult.small()), Badge::write))
        .contains(">pass</text>");
  }

  /** 200 rules × 5,000 layers, everything violated: the worst case for every format. */
  @Test
  @Tag("slow")
  void largeGatesFitEveryFormatInTwoSeconds() throws Exception {
    AuditResult result = Gated.large(folder, 200, 5000, 1);
    String xml = timed(result, "junit", JUnitReport::write);
    assertThat(xml.split("<testcase ", -1).length - 1).isEqualTo(200);
    assertThat(xml).contains("name=\"4999 layers, worst /block");
    JsonNode run = JsonMapper.shared().readTree(timed(result, "sarif", SarifReport::write));
    JsonNode log = run.at("/runs/0");
    assertThat(log.get("results").size()).isEqualTo(SarifReport.MOST_RESULTS);
    assertThat(log.at("/tool/driver/rules").size()).isEqualTo(200);
    assertThat(log.at("/invocations/0/toolExecutionNotifications").toString())
        .contains("994800 of 999800 results are not in this file");
    for (Place place : Place.values()) {
      String text =
          timed(result, place.name(), (gated, out) -> MarkdownReport.write(gated, place, out));
      int bytes = text.getBytes(StandardCharsets.UTF_8).length;
      assertThat(bytes).isBetween(place.mostBytes() / 2, place.mostBytes() - 1);
      assertThat(text).contains(" more findings are in the result file; all count.");
    }
    assertThat(timed(result, "github", GithubAnnotations::write).lines().count()).isEqualTo(10);
    timed(result, "badge", Badge::write);
  }

  /** Processor time of this thread, which does not depend on what else the machine does. */
  private static String timed(AuditResult result, String name, Gated.Format format) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    String text = Gated.text(result, format);
    double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
    assertThat(seconds).as(name).isLessThan(2);
    return text;
  }

  /** Five thousand cases are written one by one, one more rolls them up. */
  @Test
  void junitRollsUpOnlyWhatIsTooMuch() throws Exception {
    Document below = junit(Gated.large(folder, 1, 5001, 1));
    assertThat(elements(below, "failure")).hasSize(5000);
    Document above = junit(Gated.large(folder, 1, 5002, 1));
    assertThat(elements(above, "testcase"))
        .extracting(one -> one.getAttribute("name"))
        .containsExactly("5001 layers, worst /block0/conv1/Relu_output_0");
  }

  /** What passed counts as much as what did not: one case a layer, a rule and family above. */
  @Test
  void passesAreListedLayerByLayerAndRolledUpTogetherWithFindings() throws Exception {
    String easy = "rules:\n  - {id: easy, on: layers, score: invariance, min: 0.1}\n";
    MadeResult turned = MadeResult.small().turn(10);
    turned.score(2, 3, ScoreId.INVARIANCE, Outcome.measured(0.9, 0.8, 0.95, 100));
    turned.score(1, 3, ScoreId.INVARIANCE, new Outcome.NotApplicable("no grid"));
    Document both = junit(Gated.by(folder, easy, turned));
    assertThat(elements(both, "testcase"))
        .extracting(one -> suite(one) + " " + one.getAttribute("name"))
        .containsExactly(
            "translation /conv1/Relu", "translation /conv2/Relu", "rotation /conv2/Relu");
    AuditResult large = Gated.halfPassing(folder, 2502);
    assertThat(elements(junit(large), "testcase"))
        .extracting(one -> one.getAttribute("classname") + " " + one.getAttribute("name"))
        .containsExactly("all 2501 layers, worst /conv1", "none 2501 layers passed");
    Document below = junit(Gated.halfPassing(folder, 2501));
    assertThat(elements(below, "testcase")).hasSize(5000);
    assertThat(elements(below, "failure")).hasSize(2500);
  }

  private static String suite(Element testCase) {
    return ((Element) testCase.getParentNode()).getAttribute("name");
  }

  /** More rules than cases: the rest is one case, and still fails. */
  @Test
  void whatIsCutFromJunitStillFails() throws Exception {
    Document xml = junit(Gated.large(folder, 6000, 2, 1));
    List<Element> cases = elements(xml, "testcase");
    assertThat(cases).hasSizeLessThanOrEqualTo(JUnitReport.MOST_CASES);
    assertThat(cases.get(cases.size() - 1).getAttribute("name"))
        .isEqualTo("3501 more pairs of rule and family");
    assertThat(elements(xml, "failure")).hasSize(cases.size());
  }
}
