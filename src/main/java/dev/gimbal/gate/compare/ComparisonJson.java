package dev.gimbal.gate.compare;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.OutcomeJson;
import dev.gimbal.result.ScoreId;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.PairedDifference;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** A comparison as JSON, {@code docs/schema/diff-1.0.schema.json}: every score of both results. */
public final class ComparisonJson {
  static final String SCHEMA_VERSION = "1.0";

  private final Comparison comparison;
  private final ScoreVerdicts verdicts;
  private final JsonGenerator json;

  private ComparisonJson(Comparison comparison, ScoreVerdicts verdicts, JsonGenerator json) {
    this.comparison = comparison;
    this.verdicts = verdicts;
    this.json = json;
  }

  /** Writes UTF-8; the stream stays open. */
  public static void write(Comparison comparison, ScoreVerdicts verdicts, OutputStream stream) {
    JsonFactory factory =
        JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
    try (JsonGenerator json = factory.createGenerator(ObjectWriteContext.empty(), stream)) {
      new ComparisonJson(comparison, verdicts, json).write();
    }
  }

  private void write() {
    json.writeStartObject();
    json.writeStringProperty("schemaVersion", SCHEMA_VERSION);
    side("before", comparison.before());
    side("after", comparison.after());
    json.writeBooleanProperty("paired", comparison.paired());
    verdict();
    layers();
    names("unmatchedOutputs", comparison.unmatchedOutputs());
    json.writeArrayPropertyStart("outputs");
    comparison.outputs().forEach(this::output);
    json.writeEndArray();
    json.writeArrayPropertyStart("families");
    families();
    json.writeEndArray();
    json.writeArrayPropertyStart("scores");
    scores();
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void side(String key, Measured side) {
    AuditResult result = side.result();
    json.writeObjectPropertyStart(key);
    json.writeStringProperty("result", String.valueOf(side.file().getFileName()));
    json.writeStringProperty("model", result.model().file());
    json.writeStringProperty("modelSha256", result.model().sha256());
    json.writeStringProperty("tool", result.tool().name() + " " + result.tool().version());
    json.writeStringProperty("onnxRuntime", result.environment().onnxRuntime());
    json.writeStringProperty("provider", result.environment().provider());
    json.writeStringProperty("scorer", result.environment().scorer());
    json.writeStringProperty("planHash", result.plan().planHash());
    json.writeEndObject();
  }

  private void verdict() {
    json.writeObjectPropertyStart("verdict");
    json.writeNumberProperty("maxDrop", verdicts.margin());
    json.writeNumberProperty("alpha", verdicts.alpha());
    for (ScoreVerdicts.Part part : verdicts.parts()) {
      json.writeObjectPropertyStart(part.word());
      json.writeStringProperty("verdict", verdicts.overall(part).word());
      verdicts
          .counts(part)
          .forEach((verdict, count) -> json.writeNumberProperty(verdict.word(), count));
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void layers() {
    List<LayerInfo> first = comparison.before().result().layers();
    List<LayerInfo> second = comparison.after().result().layers();
    json.writeArrayPropertyStart("layers");
    for (LayerMatching.Pair pair : comparison.layers().pairs()) {
      json.writeStartObject();
      json.writeStringProperty("before", first.get(pair.before()).name());
      json.writeStringProperty("after", second.get(pair.after()).name());
      json.writeStringProperty("matchedBy", pair.byName() ? "name" : "structure");
      json.writeEndObject();
    }
    json.writeEndArray();
    names(
        "onlyBefore",
        comparison.layers().onlyBefore().stream().map(i -> first.get(i).name()).toList());
    names(
        "onlyAfter",
        comparison.layers().onlyAfter().stream().map(i -> second.get(i).name()).toList());
  }

  private void names(String key, List<String> names) {
    json.writeArrayPropertyStart(key);
    names.forEach(json::writeString);
    json.writeEndArray();
  }

  private void output(OutputChange output) {
    json.writeStartObject();
    json.writeStringProperty("output", output.output());
    json.writeStringProperty(output.probe().isPresent() ? "probe" : "orbit", output.scope());
    json.writeStringProperty("score", output.score());
    change(output.change(), ScoreVerdicts.Key.ofOutput(output));
    json.writeEndObject();
  }

  private void families() {
    for (int pair = 0; pair < comparison.layers().pairs().size(); pair++) {
      int layer = pair;
      for (String family : comparison.layerDifferences().families()) {
        for (ScoreId score : LayerDifferences.FAMILY_SCORES) {
          comparison
              .layerDifferences()
              .familyChange(pair, family, score)
              .ifPresent(change -> layer(layer, "family", family, score, change));
        }
      }
    }
  }

  private void scores() {
    for (int pair = 0; pair < comparison.layers().pairs().size(); pair++) {
      int layer = pair;
      for (int probe = 0; probe < comparison.before().result().probes().size(); probe++) {
        String id = comparison.before().result().probes().get(probe).id();
        for (ScoreId score : LayerDifferences.SCORES) {
          comparison
              .layerDifferences()
              .change(pair, probe, score)
              .ifPresent(change -> layer(layer, "probe", id, score, change));
        }
      }
    }
  }

  private void layer(int pair, String key, String scope, ScoreId score, Change change) {
    json.writeStartObject();
    json.writeNumberProperty("layer", pair);
    json.writeStringProperty(key, scope);
    json.writeStringProperty("score", score.id());
    int after = comparison.layers().pairs().get(pair).after();
    change(change, ScoreVerdicts.Key.ofLayer(after, scope, score.id()));
    json.writeEndObject();
  }

  private void change(Change change, ScoreVerdicts.Key key) {
    json.writeName("before");
    OutcomeJson.write(change.before(), json);
    json.writeName("after");
    OutcomeJson.write(change.after(), json);
    if (change.difference().isPresent()) {
      json.writeObjectPropertyStart("difference");
      json.writeNumberProperty("value", change.difference().getAsDouble());
      change.paired().ifPresent(this::interval);
      json.writeEndObject();
    }
    verdicts.of(key).ifPresent(verdict -> json.writeStringProperty("verdict", verdict.word()));
  }

  private void interval(PairedDifference difference) {
    Bounds bounds = difference.interval();
    json.writeNumberProperty("lo", bounds.lo());
    json.writeNumberProperty("hi", bounds.hi());
    json.writeNumberProperty("standardError", difference.standardError());
    json.writeNumberProperty("n", difference.n());
  }
}
