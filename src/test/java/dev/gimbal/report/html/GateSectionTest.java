package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.gate.Gate;
import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateSectionTest {
  private static final String POLICY =
      """
      version: 1
      rules:
        - {id: follow, on: layers, score: equivariance, min: 0.999, degenerate: ignore}
        - {id: shifts, on: outputs, probes: {family: translation}, score: consistency, min: 0.99}
      suppressions:
        - {rule: follow, layers: ["/conv1/*"], reason: "<b>why</b>", owner: me, expires: 2027-01-31}
      """;

  @TempDir Path folder;

  private String page(AuditResult result) throws IOException {
    StringWriter page = new StringWriter();
    new HtmlReport().write(result, page);
    return page.toString();
  }

  private AuditResult gated() throws IOException {
    AuditResult result = Audits.lenet();
    Path policy = Files.writeString(folder.resolve("p<i>.yaml"), POLICY);
    return result.withGate(
        Gate.evaluate(PolicyReader.read(policy), result, LocalDate.of(2026, 11, 21)));
  }

  @Test
  void thereIsASectionOnlyWithAGate() throws IOException {
    assertThat(page(Audits.lenet())).doesNotContain("id=\"gate\"").contains("no policy was given");
    assertThat(page(gated()))
        .contains("id=\"gate\"", "href=\"#gate\"", "Gate: <span>FAIL</span>")
        .doesNotContain("no policy was given");
  }

  @Test
  void violationsLinkToTheirLayersAndSuppressedOnesAreShown() throws IOException {
    AuditResult result = gated();
    String page = page(result);
    int layer =
        result.gate().orElseThrow().rules().get(0).violations().get(0).layer().orElseThrow();
    assertThat(page)
        .contains("href=\"#layer-" + layer + "\"")
        .contains("id=\"layer-" + layer + "\"");
    assertThat(page)
        .contains("violated (suppressed until 2027-01-31 by me)")
        .contains("&lt;b&gt;why&lt;/b&gt;")
        .contains("p&lt;i&gt;.yaml")
        .doesNotContain("<b>why</b>");
  }

  @Test
  void aLongListSaysHowMuchIsLeftOut() throws IOException {
    AuditResult result = Audits.large(60, 40);
    Path policy =
        Files.writeString(
            folder.resolve("p.yaml"),
            "version: 1\nrules:\n  - {id: a, on: layers, score: invariance, min: 0.99}\n");
    AuditResult gated =
        result.withGate(
            Gate.evaluate(PolicyReader.read(policy), result, LocalDate.of(2026, 11, 21)));
    int all = gated.gate().orElseThrow().rules().get(0).violations().size();
    assertThat(all).isGreaterThan(1000);
    assertThat(page(gated)).contains("more are in the result file; all count.");
  }
}
