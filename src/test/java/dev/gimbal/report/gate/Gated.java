package dev.gimbal.report.gate;

import dev.gimbal.gate.Gate;
import dev.gimbal.gate.MadeResult;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.gate.policy.Policy;
import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;

/** Results with gates, and what formats make of them. */
final class Gated {
  /** A name that tries to break out of XML, JSON, Markdown, HTML and workflow commands. */
  static final String HOSTILE =
      "\u0000\u001b[2J]]>\n::error::owned\r\n| `x` <img src=x onerror=alert(1)> &amp; @team"
          + " [a](http://b) \uD800 \u202Egpj.\uFFFF%0A,title=x:: \"'";

  interface Format {
    void write(AuditResult result, OutputStream out) throws IOException;
  }

  private Gated() {}

  static AuditResult by(Path folder, String policy, MadeResult made) {
    try {
      Path file = Files.writeString(folder.resolve("policy.yaml"), "version: 1\n" + policy);
      AuditResult result = made.build();
      return result.withGate(
          Gate.evaluate(PolicyReader.read(file), result, LocalDate.of(2026, 11, 21)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The later result with what a policy makes of it beside the earlier one; neither has records.
   */
  static AuditResult against(Path folder, String policy, MadeResult before, MadeResult now) {
    try {
      Path file = Files.writeString(folder.resolve("policy.yaml"), "version: 1\n" + policy);
      Measured baseline = new Measured(before.build(), folder.resolve("before.json"));
      AuditResult result = now.build();
      Comparison both = Comparison.of(baseline, new Measured(result, folder.resolve("now.json")));
      Policy asked = PolicyReader.read(file).withBaseline(baseline.file());
      return result.withGate(
          Gate.evaluate(asked, result, LocalDate.of(2026, 11, 21), Optional.of(both)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(AuditResult result, Format format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      format.write(result, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  static Document xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** One violation of each level, one undecided, one suppressed, one rule that passes. */
  static AuditResult mixed(Path folder, String layer) {
    MadeResult made = MadeResult.small().rename(2, layer);
    made.score(2, 1, ScoreId.EQUIVARIANCE, Outcome.measured(0.8999999, 0.7, 0.89999999, 100));
    made.score(2, 2, ScoreId.EQUIVARIANCE, Outcome.measured(0.6, 0.5, 0.7, 100));
    made.score(1, 0, ScoreId.EQUIVARIANCE, Outcome.measured(0.91, 0.89, 0.93, 100));
    made.score(1, 1, ScoreId.INVARIANCE, Outcome.measured(0.3, 0.2, 0.4, 100));
    return by(
        folder,
        """
        rules:
          - {id: follow, on: layers, score: equivariance, min: 0.90}
          - {id: hold, on: layers, score: invariance, min: 0.90}
          - {id: wish, on: layers, score: invariance, min: 0.50, level: warn}
          - {id: easy, on: layers, score: invariance, min: 0.1}
        suppressions:
          - {rule: hold, layers: ["/conv1/*"], reason: "ticket | 12 <b>", owner: team, expires: 2027-01-31}
        """,
        made);
  }

  /** One rule that every layer but the input violates, and one that all of them hold. */
  static AuditResult halfPassing(Path folder, int layers) {
    MadeResult made = new MadeResult().layer("image", "Input").shift(1, 0);
    for (int layer = 1; layer < layers; layer++) {
      made.layer("/conv" + layer, "Conv");
      made.score(layer, 0, ScoreId.INVARIANCE, Outcome.measured(0.5, 0.4, 0.6, 100));
    }
    return by(
        folder,
        """
        rules:
          - {id: all, on: layers, score: invariance, min: 0.9}
          - {id: none, on: layers, score: invariance, min: 0.1}
        """,
        made);
  }

  /** Every comparison of every rule violated. */
  static AuditResult large(Path folder, int rules, int layers, int probes) {
    MadeResult made = new MadeResult().layer("image", "Input");
    for (int layer = 1; layer < layers; layer++) {
      made.layer("/block" + layer / 10 + "/conv" + layer + "/Relu_output_0", "Conv");
    }
    for (int probe = 0; probe < probes; probe++) {
      made.shift(probe + 1, 0);
    }
    for (int layer = 0; layer < layers; layer++) {
      for (int probe = 0; probe < probes; probe++) {
        made.score(layer, probe, ScoreId.INVARIANCE, Outcome.measured(0.5, 0.4, 0.6, 100));
      }
    }
    StringBuilder policy = new StringBuilder("rules:\n");
    for (int rule = 0; rule < rules; rule++) {
      policy.append("  - {id: r%d, on: layers, score: invariance, min: 0.9}\n".formatted(rule));
    }
    return by(folder, policy.toString(), made);
  }
}
