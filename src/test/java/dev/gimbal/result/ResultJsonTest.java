package dev.gimbal.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gimbal.fault.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultJsonTest {
  @TempDir Path folder;

  @Test
  void whatIsReadEqualsWhatWasWritten() throws IOException {
    AuditResult result = SampleResult.complete();
    assertThat(ResultJson.read(file(bytes(result)))).isEqualTo(result);
  }

  @Test
  void sameResultSameBytesAndTimingsCanBeLeftOut() throws IOException {
    assertThat(bytes(SampleResult.complete())).isEqualTo(bytes(SampleResult.complete()));
    AuditResult untimed = SampleResult.with("x", Optional.empty());
    assertThat(ResultJson.text(untimed)).doesNotContain("timings").doesNotContain("null");
    assertThat(ResultJson.read(file(bytes(untimed)))).isEqualTo(untimed);
  }

  @Test
  void oneScoreRowALine() {
    String json = ResultJson.text(SampleResult.with("x", Optional.empty()));
    assertThat(json.lines())
        .contains(
            "{\"layer\":0,\"probe\":0,\"score\":\"invariance\",\"status\":\"measured\","
                + "\"value\":0.30000000000000004,\"lo\":-0.5,\"hi\":0.9,\"n\":10},")
        .contains(
            "{\"layer\":1,\"probe\":0,\"score\":\"equivariance\",\"status\":\"notApplicable\","
                + "\"reason\":\"off-grid\"},");
  }

  @Test
  void aNumberThatIsNotFiniteNeverReachesTheFile() {
    AuditResult sample = SampleResult.with("x", Optional.empty());
    AuditResult broken =
        sample.withDiagnosis(
            List.of(
                new LayerScore(
                    0, 0, ScoreId.LOSS, Outcome.measured(1, Double.NEGATIVE_INFINITY, 2, 10))),
            List.of());
    assertThatThrownBy(() -> ResultJson.text(broken)).hasMessageContaining("Infinity");
  }

  @Test
  void theSchemaAcceptsWhatIsWritten() throws IOException {
    assertThat(schema().validate(ResultJson.text(SampleResult.complete()), InputFormat.JSON))
        .isEmpty();
    String untimed = ResultJson.text(SampleResult.with("x", Optional.empty()));
    assertThat(schema().validate(untimed, InputFormat.JSON)).isEmpty();
  }

  @Test
  void fieldChecksSurviveTheFileAndFitTheSchema() throws IOException {
    AuditResult result =
        SampleResult.complete()
            .withLayerTests(List.of(), List.of(), SampleResult.fieldChecks("row 3 … \u0000</td>"));
    assertThat(ResultJson.read(file(bytes(result)))).isEqualTo(result);
    assertThat(schema().validate(ResultJson.text(result), InputFormat.JSON)).isEmpty();
    FieldCheck check = result.fieldChecks().get(1);
    assertThat(check.derivedSize(0)).isZero();
    assertThat(check.seenSize(1)).isEqualTo(1);
    assertThat(check.contradicts()).isTrue();
  }

  @Test
  void resultsOfAnEarlierMinorVersionAreRead() throws IOException {
    AuditResult sample = SampleResult.with("x", Optional.empty());
    String earlier =
        ResultJson.text(sample)
            .replace("\"schemaVersion\":\"1.1\"", "\"schemaVersion\":\"1.0\"")
            .replace("\"collapses\":[],\n\"positionPanels\":[],\n\"fieldChecks\":[],\n", "")
            .replace("\"pictures\":[],\n", "");
    assertThat(earlier).doesNotContain("collapses", "pictures");
    AuditResult read = ResultJson.read(file(earlier.getBytes("UTF-8")));
    assertThat(read.scores()).isEqualTo(sample.scores());
    assertThat(read.collapses()).isEmpty();
    assertThat(read.pictures()).isEmpty();
    assertThat(read.gate()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"status\":\"measured\"|\"status\":\"fine\"",
        "\"score\":\"invariance\"|\"score\":\"goodness\"",
        "\"layer\":0|\"layer\":-1",
        "\"n\":10|\"n\":\"10\"",
        "\"kind\":\"map\"|\"kind\":5",
        "\"severity\":\"high\"|\"severity\":\"terrible\"",
        "\"tool\":|\"tol\":",
      })
  void theSchemaAndTheReaderRejectBrokenResults(String good, String bad) throws IOException {
    String json = ResultJson.text(SampleResult.complete()).replaceFirst(good, bad);
    assertThat(json).contains(bad);
    assertThat(schema().validate(json, InputFormat.JSON)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"status\":\"measured\"|\"status\":\"fine\"",
        "\"score\":\"invariance\"|\"score\":\"goodness\"",
        "\"layer\":0|\"layer\":-1",
        "\"layer\":0|\"layer\":77",
        "\"layer\":0|\"lair\":0",
        "\"n\":10|\"n\":\"10\"",
        "\"tool\":|\"tol\":",
        "\"base64\":\"iVBOR|\"base64\":\"R0lGO",
        "\"base64\":\"iVBOR|\"base64\":\"<iVBOR",
        "\"height\":1|\"height\":2",
        "\"reason\":\"largestChange\"|\"reason\":\"ugly\"",
        "\"image\":9|\"image\":10",
        "\"schemaVersion\":\"1.1\"|\"schemaVersion\":\"2.0\"",
        "\"schemaVersion\":\"1.1\"|\"schemaVersion\":null",
        "\"period\":|\"period\":[\"no number\",\"1\"],\"was\":",
        "\"lo\":-0.5|\"lo\":5",
        "\"layers\":.\\[1,1.|\"layers\":[[1,2000000000]",
        "\"layers\":.\\[1,1.|\"layers\":[[1,0]",
        "\"layers\":.\\[1,1.|\"layers\":[[1,1],[1,1]",
        "\"layers\":.\\[1,1.|\"layers\":[[1]",
      })
  void theReaderSaysWhatIsWrong(String good, String bad) throws IOException {
    String json = ResultJson.text(SampleResult.complete()).replaceFirst(good, bad);
    assertThat(json).contains(bad);
    assertThatThrownBy(() -> ResultJson.read(file(json.getBytes("UTF-8"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("result.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"n\":10|\"n\":\"10\"|a row has no whole number \"n\"",
        "\"n\":10|\"n\":10.0|a row has no whole number \"n\"",
        "\"n\":10|\"n\":4294967296|a row has no whole number \"n\"",
        "\"layer\":0|\"lair\":0|a row has no whole number \"layer\"",
        "\"layer\":0|\"layer\":{\"layer\":0}|a row has no whole number \"layer\"",
        "\"lo\":-0.5|\"low\":-0.5|a row has no number \"lo\"",
        "\"lo\":-0.5|\"lo\":null|a row has no number \"lo\"",
        "\"lo\":-0.5|\"lo\":-1e400|\"lo\" is a larger number than there can be",
        "\"lo\":-0.5|\"lo\":5|lo 5.0 above hi 0.9",
        "\"value\":0.30000000000000004|\"value\":[0.3]|a row has no number \"value\"",
        "\"value\":0.30000000000000004|\"value\":1e400|\"value\" is a larger number",
        "\"score\":\"invariance\"|\"score\":[\"invariance\"]|a row has no text \"score\"",
        "\"score\":\"invariance\"|\"score\":\"x\"|unknown score \"x\"",
        "\"status\":\"measured\"|\"status\":\"fine\"|unknown status \"fine\"",
        "\"status\":\"measured\"|\"status\":\"failed\"|a row has no text \"reason\"",
        "\"n\":10|\"n\":10,\"n\":10|Duplicate",
        "\"n\":10|\"n\":10,\"new\":1,\"new\":2|Duplicate",
      })
  void whatIsWrongWithARowIsSaidWithItsLine(String good, String bad, String said)
      throws IOException {
    String row =
        "{\"layer\":0,\"probe\":0,\"score\":\"invariance\",\"status\":\"measured\","
            + "\"value\":0.30000000000000004,\"lo\":-0.5,\"hi\":0.9,\"n\":10}";
    String json = ResultJson.text(SampleResult.complete());
    assertThat(json).containsOnlyOnce(row);
    String broken = json.replace(row, row.replace(good, bad));
    int line = json.lines().toList().indexOf(row + ",") + 1;
    assertThatThrownBy(() -> ResultJson.read(file(broken.getBytes("UTF-8"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said)
        .hasMessageEndingWith("(line " + line + ")");
  }

  @Test
  void aRowMayHoldItsKeysInAnyOrderAndMoreThanWeKnow() throws IOException {
    AuditResult result = SampleResult.complete();
    String row =
        "{\"layer\":0,\"probe\":0,\"score\":\"invariance\",\"status\":\"measured\","
            + "\"value\":0.30000000000000004,\"lo\":-0.5,\"hi\":0.9,\"n\":10}";
    String turned =
        "{\"n\":10,\"later\":{\"value\":5,\"n\":[1]},\"hi\":0.9,\"reason\":\"none\",\"lo\":-5e-1,"
            + "\"value\":0.30000000000000004,\"status\":\"measured\",\"probe\":0,"
            + "\"score\":\"invariance\",\"layer\":0}";
    String json = ResultJson.text(result).replace(row, turned);
    assertThat(json).contains(turned);
    assertThat(ResultJson.read(file(json.getBytes("UTF-8")))).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"loadSeconds\":|\"loadSeconds\" is a larger number",
        "\"meanSquare\":|\"meanSquare\" is a larger number",
        "\"scale\":|\"scale\" is a larger number",
      })
  void noNumberIsInfinite(String key, String said) throws IOException {
    String json = ResultJson.text(SampleResult.complete());
    for (String bad : new String[] {"1e400", "-1e400"}) {
      String broken = json.replaceFirst(key + "[-0-9.E]+", key + bad);
      assertThat(broken).contains(bad);
      assertThatThrownBy(() -> ResultJson.read(file(broken.getBytes("UTF-8"))))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(said);
    }
    String text = json.replaceFirst(key + "([-0-9.E]+)", key + "\"$1\"");
    assertThatThrownBy(() -> ResultJson.read(file(text.getBytes("UTF-8"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Double");
  }

  @Test
  void truncatedEmptyAndForeignFilesAreRefused() throws IOException {
    byte[] whole = bytes(SampleResult.complete());
    for (String json : new String[] {"", "[]", "{}", "not json", "{\"a\":1}", "\u0000"}) {
      assertRefused(json.getBytes("UTF-8"));
    }
    for (int length = 1; length < whole.length - 1; length += 97) {
      assertRefused(Arrays.copyOf(whole, length));
    }
    assertThatThrownBy(() -> ResultJson.read(folder)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> ResultJson.read(folder.resolve("none.json")))
        .isInstanceOf(InputException.class);
    assertRefused(("[".repeat(100_000)).getBytes("UTF-8"));
  }

  private void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> ResultJson.read(file(bytes)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("result.json");
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("result.json"), bytes);
  }

  private static byte[] bytes(AuditResult result) {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    ResultJson.write(result, stream);
    return stream.toByteArray();
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(
            Files.readString(Path.of("docs/schema/result-1.1.schema.json")), InputFormat.JSON);
  }
}
