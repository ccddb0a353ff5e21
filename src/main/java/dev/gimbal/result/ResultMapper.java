package dev.gimbal.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
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
    rows(module, Outcome.class, RowFields::outcome);
    writer(module, LayerScore.class, ResultMapper::writeLayerScore);
    rows(
        module,
        LayerScore.class,
        row -> new LayerScore(row.layer(), row.probe(), ScoreId.named(row.score()), row.outcome()));
    writer(module, ProbeScore.class, ResultMapper::writeProbeScore);
    rows(module, ProbeScore.class, row -> new ProbeScore(row.probe(), row.score(), row.outcome()));
    writer(module, OrbitScore.class, ResultMapper::writeOrbitScore);
    rows(
        module,
        OrbitScore.class,
        row -> new OrbitScore(row.orbit(), row.score(), row.outcome(), row.note()));
    writer(module, ScoreId.class, (score, json) -> json.writeString(score.id()));
    reader(module, ScoreId.class, ResultMapper::readScoreId);
    for (Class<Double> type : List.of(Double.TYPE, Double.class)) {
      module.addSerializer(type, new FiniteDouble());
      module.addDeserializer(type, new ReadDouble());
    }
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

  private static ScoreId readScoreId(JsonParser parser) {
    String id = parser.getValueAsString("");
    parser.skipChildren();
    return ScoreId.named(id);
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

  private static <T> void rows(SimpleModule module, Class<T> type, Function<RowFields, T> action) {
    reader(module, type, parser -> action.apply(RowFields.read(parser)));
  }

  private static <T> void reader(
      SimpleModule module, Class<T> type, Function<JsonParser, T> action) {
    module.addDeserializer(
        type,
        new ValueDeserializer<T>() {
          @Override
          public T deserialize(JsonParser parser, DeserializationContext context) {
            return action.apply(parser);
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

  /** A number, where one is expected, and never infinity. */
  private static final class ReadDouble extends ValueDeserializer<Double> {
    @Override
    public Double deserialize(JsonParser parser, DeserializationContext context) {
      if (!parser.currentToken().isNumeric()) {
        return (Double) context.handleUnexpectedToken(Double.class, parser);
      }
      String key = Objects.requireNonNullElse(parser.currentName(), "a list's element");
      return OutcomeJson.finite(parser.getDoubleValue(), key);
    }
  }
}
