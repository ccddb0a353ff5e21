package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.report.AuditDigest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LayerCsvTest {
  @Test
  void aHostileNameNeitherEndsItsFieldNorBecomesAFormula() {
    AuditDigest digest =
        new AuditDigest(Networks.residual(3, 20, name -> "=cmd|'/c calc'!A1,\"x\"\n" + name));
    LayerCsv csv = new LayerCsv(digest, "translation");
    assertThat(csv.text()).contains("\r\n0,\"'=cmd|'/c calc'!A1,\"\"x\"\"\n/layer0");
    String uri = csv.dataUri().orElseThrow();
    assertThat(uri).doesNotContain("\"", "'", "=cmd", " ", "<");
    String decoded = URLDecoder.decode(uri, StandardCharsets.UTF_8);
    assertThat(decoded.substring(decoded.indexOf(',') + 1)).isEqualTo(csv.text());
  }

  @Test
  void whatWasNotMeasuredHasAStatusAndNoNumber() {
    LayerCsv csv = new LayerCsv(new AuditDigest(Audits.lenet()), "translation");
    assertThat(csv.text().lines().skip(7).findFirst().orElseThrow())
        .contains(",degenerate,,,,,,")
        .doesNotContain("NaN", "null");
  }

  @Test
  void aFileTooLargeForAnAddressIsLeftOut() {
    AuditDigest digest =
        new AuditDigest(Networks.residual(1500, 1, name -> "ä".repeat(300) + name));
    assertThat(new LayerCsv(digest, "translation").dataUri()).isEmpty();
  }

  @Test
  void shortNamesKeepTheEndOfAPath() {
    assertThat(LayerLabel.shortName("/layer1/layer1.0/conv1/Conv_output_0"))
        .isEqualTo("layer1.0/conv1");
    assertThat(LayerLabel.shortName("328")).isEqualTo("328");
    assertThat(LayerLabel.shortName("/Relu_output_0")).isEqualTo("/Relu_output_0");
    assertThat(LayerLabel.shortName("a/\u202Eb")).isEqualTo("a/⟨U+202E⟩b");
  }
}
