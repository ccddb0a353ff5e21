package dev.gimbal.report.sarif;

import dev.gimbal.report.SafeText;
import dev.gimbal.report.gate.GateItem;
import dev.gimbal.report.gate.GateItem.Kind;
import dev.gimbal.report.gate.GateItems;
import dev.gimbal.report.gate.GateText;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.EarlierFinding;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.RuleOutcome;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A gate as a SARIF 2.1.0 log with one run. Every rule of the policy is declared, also those that
 * passed. A result is a rule on a layer or output under a family of probes; undecided ones are of
 * kind {@code open}. With a baseline every result has its {@code baselineState}; what only the
 * baseline has comes last, {@code absent}, of kind {@code pass} or {@code notApplicable}. At most
 * {@link #MOST_RESULTS} results are written, the gravest first, and a notification says how many
 * were not.
 *
 * @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>
 */
public final class SarifReport {
  /** More results than this are cut: readers of SARIF refuse or cut longer logs. */
  public static final int MOST_RESULTS = 5000;

  private static final int MOST_NOTES = 100;
  private static final int LONGEST = 2000;

  private final AuditResult result;
  private final GateResult gate;
  private final GateText text;
  private final JsonGenerator json;
  private final Map<String, Integer> ruleIndices = new HashMap<>();
  private final Optional<BaselineStates> states;

  private SarifReport(AuditResult result, JsonGenerator json) {
    this.result = result;
    this.gate = result.gate().orElseThrow();
    this.text = new GateText(result);
    this.json = json;
    this.states = gate.inBaseline().map(earlier -> new BaselineStates(result, earlier));
  }

  /** Writes UTF-8; the stream stays open. */
  public static void write(AuditResult result, OutputStream stream) {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), stream)) {
      new SarifReport(result, json).write();
    }
  }

  private void write() {
    List<GateItem> items = GateItems.of(result);
    List<EarlierFinding> gone = states.map(known -> known.absent(items)).orElse(List.of());
    json.writeStartObject();
    json.writeStringProperty("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.writeStringProperty("version", "2.1.0");
    json.writeArrayPropertyStart("runs");
    json.writeStartObject();
    tool();
    invocation(items.size() + gone.size());
    json.writeArrayPropertyStart("results");
    items.stream().limit(MOST_RESULTS).forEach(this::result);
    gone.stream().limit(Math.max(0, MOST_RESULTS - items.size())).forEach(this::absent);
    json.writeEndArray();
    json.writeStringProperty("columnKind", "utf16CodeUnits");
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void tool() {
    json.writeObjectPropertyStart("tool");
    json.writeObjectPropertyStart("driver");
    json.writeStringProperty("name", "gimbal");
    json.writeStringProperty("version", SafeText.of(result.tool().version()));
    json.writeArrayPropertyStart("rules");
    gate.rules().forEach(this::rule);
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void rule(RuleOutcome rule) {
    ruleIndices.put(rule.id(), ruleIndices.size());
    json.writeStartObject();
    json.writeStringProperty("id", SafeText.of(rule.id()));
    message("shortDescription", GateText.asked(rule));
    json.writeObjectPropertyStart("defaultConfiguration");
    json.writeStringProperty("level", rule.level().equals("error") ? "error" : "warning");
    json.writeEndObject();
    json.writeObjectPropertyStart("properties");
    json.writeStringProperty("verdict", rule.verdict().name());
    json.writeNumberProperty("compared", rule.compared());
    json.writeNumberProperty("passed", rule.passed());
    json.writeEndObject();
    json.writeEndObject();
  }

  private void invocation(int items) {
    json.writeArrayPropertyStart("invocations");
    json.writeStartObject();
    // The tool did its work whatever the verdict: a finding is not a tool error.
    json.writeBooleanProperty("executionSuccessful", true);
    json.writeArrayPropertyStart("toolExecutionNotifications");
    notification("note", text.headline() + " (" + text.counts() + ")");
    if (items > MOST_RESULTS) {
      notification(
          "warning",
          (items - MOST_RESULTS)
              + " of "
              + items
              + " results are not in this file, the least grave ones; all count for the verdict.");
    }
    gate.notes().stream().limit(MOST_NOTES).forEach(note -> notification("note", note));
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void notification(String level, String sentence) {
    json.writeStartObject();
    json.writeStringProperty("level", level);
    message("message", sentence);
    json.writeEndObject();
  }

  private void message(String key, String sentence) {
    json.writeObjectPropertyStart(key);
    json.writeStringProperty("text", SafeText.of(sentence, LONGEST));
    json.writeEndObject();
  }

  private void result(GateItem item) {
    boolean violated = item.violated() > 0;
    boolean error = item.rule().level().equals("error");
    json.writeStartObject();
    // SARIF asks for level none wherever the kind is not fail.
    String level = !violated ? "none" : error ? "error" : "warning";
    head(item.rule(), violated ? "fail" : "open", level);
    states.ifPresent(known -> json.writeStringProperty("baselineState", known.of(item)));
    String undecided = item.kind() == Kind.INCONCLUSIVE ? "undecided: " : "";
    String name = SafeText.of(item.target());
    message(
        "message", undecided + name + ", " + GateText.asked(item.rule()) + ": " + text.found(item));
    place(item.rule(), item.family(), item.target());
    suppression(item);
    json.writeEndObject();
  }

  /** What only the baseline has: the layer passes now, or the rule does not look at it any more. */
  private void absent(EarlierFinding finding) {
    RuleOutcome rule =
        gate.rules().stream()
            .filter(one -> one.id().equals(finding.rule()))
            .findFirst()
            .orElseThrow();
    boolean compared = states.orElseThrow().isComparedNow(rule, finding);
    json.writeStartObject();
    head(rule, compared ? "pass" : "notApplicable", "none");
    json.writeStringProperty("baselineState", "absent");
    message(
        "message",
        "only in the baseline: "
            + SafeText.of(finding.target())
            + ", "
            + GateText.asked(rule)
            + ": was "
            + SafeText.of(finding.worst())
            + (compared ? ", passes now" : ", is not compared now"));
    place(rule, finding.family(), finding.target());
    json.writeEndObject();
  }

  private void head(RuleOutcome rule, String kind, String level) {
    json.writeStringProperty("ruleId", SafeText.of(rule.id()));
    Integer index = ruleIndices.get(rule.id());
    json.writeNumberProperty("ruleIndex", index == null ? -1 : index);
    json.writeStringProperty("kind", kind);
    json.writeStringProperty("level", level);
  }

  private void place(RuleOutcome rule, String family, String target) {
    String name = SafeText.of(target);
    json.writeArrayPropertyStart("locations");
    json.writeStartObject();
    json.writeObjectPropertyStart("physicalLocation");
    json.writeObjectPropertyStart("artifactLocation");
    json.writeStringProperty("uri", uri(result.model().file()));
    json.writeEndObject();
    json.writeEndObject();
    json.writeArrayPropertyStart("logicalLocations");
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("fullyQualifiedName", name + ", " + SafeText.of(family));
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeObjectPropertyStart("partialFingerprints");
    json.writeStringProperty("gimbal/v1", Fingerprint.of(rule, family, target));
    json.writeEndObject();
  }

  private void suppression(GateItem item) {
    if (item.suppression().isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("suppressions");
    json.writeStartObject();
    json.writeStringProperty("kind", "external");
    json.writeStringProperty("status", "accepted");
    String why = GateText.justification(item.suppression().get());
    json.writeStringProperty("justification", SafeText.of(why, LONGEST));
    json.writeEndObject();
    json.writeEndArray();
  }

  /** A file name as a relative URI: every byte but unreserved ASCII is written as %XX. */
  private static String uri(String file) {
    StringBuilder out = new StringBuilder();
    for (byte one : file.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (one & 0xFF);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return out.isEmpty() ? "model.onnx" : out.toString();
  }
}
