package dev.gimbal.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** How Jackson sees the records: outcomes are flat within their rows. */
final class ResultMapper {
  private ResultMapper() {}

  static JsonMapper create() {
    return JsonMapper.builder()
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .changeDefaultPropertyInclusion(
            all -> all.withValueInclusion(JsonInclude.Include.NON_ABSENT))
        .addModule(module())
        .build();
  }

  private static SimpleModule module() {
    SimpleModule module = new SimpleModule("gimbal-result");
    writer(module, Outcome.class, (outcome, json) -> OutcomeJson.write(outcome, json));
    reader(module, Outcome.class, OutcomeJson::read);
    writer(module, LayerScore.class, ResultMapper::writeLayerScore);
    reader(module, LayerScore.class, ResultMapper::readLayerScore);
    writer(module, ProbeScore.class, ResultMapper::writeProbeScore);
    reader(
        module,
        ProbeScore.class,
        row ->
            new ProbeScore(
                OutcomeJson.integer(row, "probe"),
                OutcomeJson.text(row, "score"),
                OutcomeJson.read(row)));
    writer(module, OrbitScore.class, ResultMapper::writeOrbitScore);
    reader(
        module,
        OrbitScore.class,
        row ->
            new OrbitScore(
                OutcomeJson.text(row, "orbit"),
                OutcomeJson.text(row, "score"),
                OutcomeJson.read(row),
                OutcomeJson.text(row, "note")));
    writer(module, ScoreId.class, (score, json) -> json.writeString(score.id()));
    reader(module, ScoreId.class, node -> OutcomeJson.scoreId(node.asString("")));
    module.addSerializer(Double.TYPE, new FiniteDouble());
    module.addSerializer(Double.class, new FiniteDouble());
    return module;
  }

  private static void writeLayerScore(LayerScore score, JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("layer", score.layer());
    json.writeNumberProperty("probe", score.probe());
    json.writeStringProperty("score", score.score().id());
    OutcomeJson.writeFields(score.outcome(), json);
    json.writeEndObject();
  }

  private static LayerScore readLayerScore(JsonNode row) {
    return new LayerScore(
        OutcomeJson.integer(row, "layer"),
        OutcomeJson.integer(row, "probe"),
        OutcomeJson.scoreId(OutcomeJson.text(row, "score")),
        OutcomeJson.read(row));
  }

  private static void writeProbeScore(ProbeScore score, JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("probe", score.probe());
    json.writeStringProperty("score", score.score());
    OutcomeJson.writeFields(score.outcome(), json);
    json.writeEndObject();
  }

  private static void writeOrbitScore(OrbitScore score, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("orbit", score.orbit());
    json.writeStringProperty("score", score.score());
    OutcomeJson.writeFields(score.outcome(), json);
    json.writeStringProperty("note", score.note());
    json.writeEndObject();
  }

  private static <T> void writer(
      SimpleModule module, Class<T> type, BiConsumer<T, JsonGenerator> action) {
    module.addSerializer(
        type,
        new ValueSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator json, SerializationContext context) {
            action.accept(value, json);
          }
        });
  }

  private static <T> void reader(SimpleModule module, Class<T> type, Function<JsonNode, T> action) {
    module.addDeserializer(
        type,
        new ValueDeserializer<T>() {
          @Override
          public T deserialize(JsonParser parser, DeserializationContext context) {
            return action.apply(context.readTree(parser));
          }
        });
  }

  /** JSON has no NaN, and a result must not have one either: reaching this is a bug. */
  private static final class FiniteDouble extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      OutcomeJson.requireFinite(value);
      json.writeNumber(value.doubleValue());
    }
  }
}
