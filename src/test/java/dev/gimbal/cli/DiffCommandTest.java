package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.Twins;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample network against itself, against a changed copy, and against a renamed one. */
class DiffCommandTest {
  private static final Path SAMPLE = Path.of("samples/lenet-shifted");

  @TempDir static Path folder;

  @BeforeAll
  static void audit() throws IOException {
    Files.createDirectory(folder.resolve("images"));
    try (Stream<Path> images = Files.list(SAMPLE.resolve("images"))) {
      for (Path image : images.toList()) {
        Files.copy(image, folder.resolve("images").resolve(image.getFileName()));
      }
    }
    Files.copy(SAMPLE.resolve("labels.csv"), folder.resolve("labels.csv"));
    ModelProto lenet = Twins.read(SAMPLE.resolve("lenet.onnx"));
    model("same", lenet);
    model("again", lenet);
    model("changed", Twins.noisy(lenet, 2, 0.05));
    model("rough", Twins.noisy(lenet, 2, 0.4));
    model("renamed", Twins.renamed(lenet));
  }

  private static void model(String name, ModelProto model) throws IOException {
    Files.write(folder.resolve(name + ".onnx"), model.toByteArray());
    Files.copy(SAMPLE.resolve("lenet.gimbal.yaml"), folder.resolve(name + ".gimbal.yaml"));
    audit(name, name);
  }

  private static void audit(String model, String result, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of("audit", folder.resolve(model + ".onnx"), "--provider", "cpu", "--quiet"));
    args.addAll(List.of("--no-timings", "-o", "json=" + file(result)));
    args.addAll(List.of(more));
    for (String[] usual : new String[][] {{"--probes", "quick"}, {"--max-images", "40"}}) {
      if (!args.contains(usual[0])) {
        args.addAll(List.of(usual));
      }
    }
    CliRun.of(args.toArray()).measured();
  }

  private static Path file(String result) {
    return folder.resolve(result + ".json");
  }

  private static JsonNode diff(String before, String after) {
    CliRun run = CliRun.of("diff", file(before), file(after), "--json").measured();
    return JsonMapper.shared().readTree(run.out());
  }

  private static void assertAllZero(JsonNode rows) {
    int differences = 0;
    for (JsonNode row : rows) {
      if (row.has("difference") && row.get("difference").has("lo")) {
        differences++;
        assertThat(row.get("difference").get("value").asDouble()).isZero();
        assertThat(row.get("difference").get("lo").asDouble()).isZero();
        assertThat(row.get("difference").get("hi").asDouble()).isZero();
      }
    }
    assertThat(differences).isGreaterThan(20);
  }

  @ParameterizedTest
  @CsvSource({"again, name", "renamed, structure"})
  void theSameNetworkDiffersByExactlyNothing(String other, String matchedBy) {
    JsonNode diff = diff("same", other);
    assertThat(diff.get("paired").asBoolean()).isTrue();
    assertThat(diff.get("layers")).hasSize(8);
    assertThat(diff.get("layers").get(3).get("matchedBy").asString()).isEqualTo(matchedBy);
    assertThat(diff.get("onlyBefore")).isEmpty();
    for (String rows : List.of("outputs", "families", "scores")) {
      assertAllZero(diff.get(rows));
    }
    assertThat(diff.at("/verdict/layers/verdict").asString()).isEqualTo("same");
    assertThat(diff.at("/verdict/layers/same").asInt()).isGreaterThan(10);
    assertThat(diff.at("/verdict/all/worse").isMissingNode()).isTrue();
    assertThat(CliRun.of("diff", file("same"), file(other)).measured().out())
        .contains("every difference is exactly 0")
        .contains("layers: same (")
        .contains("8 layers matched");
  }

  @Test
  void aChangedLayerDiffersClearlyAndWhatComesBeforeItDoesNot() {
    JsonNode diff = diff("same", "changed");
    boolean clear = false;
    for (JsonNode row : diff.get("families")) {
      JsonNode difference = row.get("difference");
      double lo = difference.get("lo").asDouble();
      double hi = difference.get("hi").asDouble();
      assertThat(difference.get("value").asDouble()).isBetween(lo, hi);
      if (row.get("layer").asInt() <= 2) {
        assertThat(lo).isZero();
        assertThat(hi).isZero();
      } else {
        clear |= lo > 0 || hi < 0;
      }
    }
    assertThat(clear).isTrue();
  }

  /** The other way round is the same difference with the other sign. */
  @Test
  void swappingTheResultsSwapsTheSign() {
    JsonNode forth = diff("same", "changed").get("scores");
    JsonNode back = diff("changed", "same").get("scores");
    assertThat(forth).hasSameSizeAs(back);
    for (int row = 0; row < forth.size(); row++) {
      if (forth.get(row).has("difference")) {
        JsonNode one = forth.get(row).get("difference");
        JsonNode two = back.get(row).get("difference");
        assertThat(one.get("value").asDouble()).isEqualTo(-two.get("value").asDouble());
        assertThat(one.get("lo").asDouble()).isEqualTo(-two.get("hi").asDouble());
      }
    }
  }

  /** What the baseline gate fails is worse, and the other way round it is improved. */
  @Test
  void verdictsAreThoseOfTheBaselineGateInEitherDirection() {
    JsonNode forth = diff("same", "rough");
    JsonNode back = diff("rough", "same");
    Map<String, String> opposite =
        Map.of("worse", "improved", "improved", "worse", "same", "same", "undecided", "undecided");
    int worse = 0;
    for (String rows : List.of("outputs", "families", "scores")) {
      for (int row = 0; row < forth.get(rows).size(); row++) {
        JsonNode one = forth.get(rows).get(row);
        assertThat(one.has("verdict")).isEqualTo(back.get(rows).get(row).has("verdict"));
        if (one.has("verdict")) {
          String verdict = one.get("verdict").asString();
          assertThat(back.get(rows).get(row).get("verdict").asString())
              .isEqualTo(opposite.get(verdict));
          double value = one.get("difference").get("value").asDouble();
          if (verdict.equals("worse")) {
            worse++;
            assertThat(value).isLessThan(-0.01);
          } else if (verdict.equals("same")) {
            assertThat(one.get("difference").get("lo").asDouble()).isGreaterThan(-0.02);
          }
        }
      }
    }
    assertThat(forth.at("/verdict/all/worse").asInt()).isEqualTo(worse).isPositive();
    assertThat(back.at("/verdict/all/improved").asInt()).isEqualTo(worse);
    CliRun gate = CliRun.of("check", file("rough"), "--baseline", file("same"), "-o", "json=-");
    int violated = 0;
    for (JsonNode rule : JsonMapper.shared().readTree(gate.out()).at("/gate/rules")) {
      boolean drops = !rule.get("score").asString().equals("structure");
      violated += drops ? rule.get("violations").size() : 0;
    }
    assertThat(worse).isEqualTo(violated);
    assertThat(CliRun.of("diff", file("same"), file("rough")).measured().out().lines())
        .filteredOn(line -> line.startsWith("  worse: "))
        .hasSize(5)
        .first()
        .asString()
        .contains(" of ");
  }

  /** A wide margin makes the same differences the same; a margin is a number. */
  @Test
  void theMarginIsAskedFor() {
    CliRun wide = CliRun.of("diff", file("same"), file("changed"), "--max-drop", "0.9").measured();
    assertThat(wide.out()).contains("Verdict: same, at a margin of 0.9");
    CliRun exact = CliRun.of("diff", file("same"), file("again"), "--max-drop", "0").measured();
    assertThat(exact.out()).contains("layers: same (").contains("same within 0.0");
    for (String wrong : List.of("-0.1", "1.5", "NaN", "1e-3", "", "0,01")) {
      CliRun.of("diff", file("same"), file("again"), "--max-drop=" + wrong)
          .refusedWith(ExitCode.ARGUMENTS, "--max-drop");
    }
  }

  /** Records are float32; their differences must be those of the scores. */
  @Test
  void differencesAreThoseOfTheScores() {
    for (JsonNode row : diff("same", "changed").get("scores")) {
      if (row.has("difference")) {
        double before = row.get("before").get("value").asDouble();
        double after = row.get("after").get("value").asDouble();
        assertThat(row.get("difference").get("value").asDouble())
            .isCloseTo(after - before, org.assertj.core.api.Assertions.within(1e-5));
      }
    }
  }

  @Test
  void theJsonFollowsItsSchema() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Files.readString(Path.of("docs/schema/diff-1.0.schema.json")), InputFormat.JSON);
    Path target = folder.resolve("d.json");
    CliRun.of("diff", file("same"), file("changed"), "-o", "json=" + target).measured();
    assertThat(schema.validate(Files.readString(target), InputFormat.JSON)).isEmpty();
    String broken = Files.readString(target).replaceFirst("\"paired\":true", "\"paired\":1");
    assertThat(schema.validate(broken, InputFormat.JSON)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--max-images=30, the number of images (40 and 30)",
    "--seed=5, the images or their order",
    "--probes=standard, the probes",
    "--border=reflect, the border protocols",
    "--preprocess=unit, the preprocessing",
  })
  void resultsThatWereMeasuredOtherwiseAreRefused(String option, String what) {
    String[] parts = option.split("=", -1);
    audit("same", "other", parts[0], parts[1]);
    CliRun.of("diff", file("same"), file("other")).refusedWith(ExitCode.BASELINE, what);
  }

  @Test
  void anotherMeaningOfScoresIsRefused() throws IOException {
    String json = Files.readString(file("same"));
    Files.writeString(file("newer"), json.replace("\"scoreVersion\":1", "\"scoreVersion\":2"));
    CliRun.of("diff", file("same"), file("newer"))
        .refusedWith(ExitCode.BASELINE, "the meaning of the scores (version 1 and 2)");
  }

  @Test
  void withoutRecordsThereAreDifferencesWithoutIntervals() {
    audit("changed", "bare", "--no-records");
    assertThat(folder.resolve("bare.records.gz")).doesNotExist();
    CliRun run = CliRun.of("diff", file("same"), file("bare"), "--all").measured();
    assertThat(run.out())
        .contains("without intervals: the second names no records")
        .contains("Verdict: undecided")
        .contains("without the records of both results")
        .doesNotContain("[+");
    JsonNode diff = diff("same", "bare");
    assertThat(diff.get("paired").asBoolean()).isFalse();
    assertThat(diff.get("families").get(0).get("difference").has("lo")).isFalse();
  }

  @Test
  void missingAndForeignRecordsAreRefused() throws IOException {
    Path place = Files.createDirectories(folder.resolve("moved"));
    Files.copy(file("again"), place.resolve("again.json"));
    CliRun.of("diff", file("same"), place.resolve("again.json"))
        .refusedWith(ExitCode.INPUT, "again.records.gz", "not beside it");
    Files.copy(folder.resolve("changed.records.gz"), place.resolve("again.records.gz"));
    CliRun.of("diff", file("same"), place.resolve("again.json"))
        .refusedWith(ExitCode.INPUT, "are not those of the result");
  }

  @Test
  void aScoreThatWasEditedByHandDisagreesWithItsRecords() throws IOException {
    String json = Files.readString(file("again"));
    String row = "\"probe\":3,\"score\":\"invariance\",\"status\":\"measured\",\"value\":";
    int at = json.indexOf(row) + row.length();
    int end = json.indexOf(',', at);
    Files.writeString(file("edited"), json.substring(0, at) + "0.123" + json.substring(end));
    CliRun.of("diff", file("same"), file("edited"))
        .refusedWith(ExitCode.INPUT, "edited.json and its records disagree", "0.123");
  }

  @Test
  void wrongArgumentsAreRefused() {
    CliRun.of("diff", file("same")).refusedWith(ExitCode.ARGUMENTS, "found 1");
    CliRun.of("diff", file("same"), file("again"), "--layers", "nolayer*")
        .refusedWith(ExitCode.ARGUMENTS, "nolayer*", "closest");
    CliRun.of("diff", file("same"), file("again"), "-o", "html=x.html")
        .refusedWith(ExitCode.ARGUMENTS, "writes json");
    CliRun.of("diff", file("same"), file("again"), "-o", "json=" + file("again"))
        .refusedWith(ExitCode.ARGUMENTS, "is an input");
    CliRun.of("diff", file("same"), folder.resolve("same.onnx"))
        .refusedWith(ExitCode.INPUT, "is not a Gimbal result");
  }

  @Test
  void theChosenLayersAreShown() {
    String text =
        CliRun.of("diff", file("same"), file("changed"), "--all", "--layers", "op:MaxPool")
            .measured()
            .out();
    assertThat(text.substring(text.indexOf("Layers,")))
        .contains("/pool1/MaxPool_output_0")
        .doesNotContain("relu1");
  }

  @Test
  void anAuditWithoutAJsonFileWritesNoRecords() throws IOException {
    Path place = Files.createDirectory(folder.resolve("stream"));
    CliRun.of(
            "audit",
            folder.resolve("same.onnx"),
            "--probes",
            "quick",
            "--max-images",
            "4",
            "--quiet",
            "-o",
            "json=-",
            "-o",
            "html=" + place.resolve("page.html"))
        .measured();
    try (Stream<Path> files = Files.list(place)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("page.html");
    }
  }

  @Test
  void oneResultIsRenderedAgainAsTheAuditDid() throws IOException {
    Path page = folder.resolve("audit.html");
    audit("same", "rendered", "-o", "html=" + page);
    Path again = folder.resolve("again.html");
    CliRun.of("report", file("rendered"), "-o", "html=" + again).measured();
    assertThat(again).hasSameTextualContentAs(page);
  }

  @Test
  void severalResultsStandSideBySide() throws Exception {
    Path page = folder.resolve("two.html");
    CliRun.of("report", file("same"), file("changed"), "-o", "html=" + page).measured();
    String two = Files.readString(page);
    assertThat(two)
        .contains("2 results side by side", "What differs", "same.onnx", "changed.onnx")
        .contains("paired 95 % interval", "logits")
        .doesNotContain("with care");
    wellFormed(two);
    audit("renamed", "fewer", "--max-images", "30");
    CliRun.of("report", file("same"), file("renamed"), file("fewer"), "-o", "html=" + page)
        .measured();
    String three = Files.readString(page);
    assertThat(three).contains("Compare A and C with care", "the number of images (40 and 30)");
    assertThat(three).doesNotContain("What differs");
    wellFormed(three);
  }

  private static void wellFormed(String page) throws Exception {
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aReportSurvivesResultsThatCannotBeRead() throws IOException {
    Path page = Files.writeString(folder.resolve("kept.html"), "<!DOCTYPE html>earlier");
    String json = Files.readString(file("same"));
    for (String bad :
        List.of(
            json.substring(0, json.length() / 2),
            json.replaceFirst("\"schemaVersion\":\"1", "\"schemaVersion\":\"7"),
            json.replaceFirst("\"layer\":0", "\"layer\":99"),
            "")) {
      Files.writeString(file("bad"), bad);
      CliRun.of("report", file("bad"), "-o", "html=" + page)
          .refusedWith(ExitCode.INPUT, "bad.json");
      CliRun.of("report", file("same"), file("bad"), "-o", "html=" + page)
          .refusedWith(ExitCode.INPUT, "bad.json");
    }
    assertThat(page).hasContent("<!DOCTYPE html>earlier");
    CliRun.of("report", file("same")).refusedWith(ExitCode.ARGUMENTS, "-o html=FILE");
    CliRun.of("report", "-o", "html=" + page).refusedWith(ExitCode.ARGUMENTS, "found 0");
  }
}
