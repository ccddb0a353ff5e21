package dev.gimbal.plan;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Rational;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.SkippedTensor;
import dev.gimbal.graph.Structure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A model's layers as JSON, for programs that choose layers. Names follow the result; spatial pairs
 * are [y, x] and fractions are exact text such as {@code 1/2}.
 */
public final class LayerStructureJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private LayerStructureJson() {}

  /** One JSON object, indented, with a final line break. */
  public static String of(String modelFile, Structure structure) {
    return of(modelFile, structure, List.of());
  }

  /** The same with what changing the input showed of receptive fields, at the layers named. */
  public static String of(String modelFile, Structure structure, List<VerifiedField> verified) {
    Map<String, VerifiedField> fields = new HashMap<>();
    verified.forEach(field -> fields.put(field.layer(), field));
    ObjectNode root = MAPPER.createObjectNode();
    root.put("model", modelFile);
    root.putArray("size").add(structure.height()).add(structure.width());
    ArrayNode list = root.putArray("layers");
    for (Layer layer : structure.layers()) {
      ObjectNode node = list.addObject();
      write(layer, node);
      VerifiedField field = fields.get(layer.name());
      if (field != null) {
        write(field, node.putObject("fieldCheck"));
      }
    }
    ArrayNode skipped = root.putArray("skipped");
    for (SkippedTensor tensor : structure.skipped()) {
      skipped
          .addObject()
          .put("name", tensor.name())
          .put("op", tensor.op())
          .put("reason", tensor.reason());
    }
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }

  private static void write(Layer layer, ObjectNode node) {
    node.put("name", layer.name());
    node.put("op", layer.op());
    node.put("kind", layer.kind().id());
    ArrayNode shape = node.putArray("shape");
    layer.shape().forEach(shape::add);
    node.put("channelsLast", layer.channelsLast());
    if (layer.geometry() instanceof Layer.Geometry.Known known) {
      writeGeometry(known.value(), node);
    } else if (layer.geometry() instanceof Layer.Geometry.Unknown unknown) {
      node.put("gridNote", unknown.reason());
    }
    node.put("ancestry", layer.ancestry().id());
    ArrayNode parents = node.putArray("parents");
    layer.parents().forEach(parents::add);
  }

  private static void write(VerifiedField field, ObjectNode node) {
    numbers(field.cell(), node.putArray("cell"));
    ArrayNode derived = node.putArray("derived");
    field.derived().forEach(span -> numbers(span, derived.addArray()));
    ArrayNode seen = node.putArray("seen");
    field.seen().forEach(span -> numbers(span, seen.addArray()));
    node.put("changes", field.changes());
    node.put("status", field.status());
    if (!field.contradiction().isEmpty()) {
      node.put("contradiction", field.contradiction());
    }
  }

  private static void numbers(List<Integer> values, ArrayNode node) {
    values.forEach(node::add);
  }

  private static void writeGeometry(LayerGeometry geometry, ObjectNode node) {
    pair(geometry, node, "jump", AxisGeometry::jump);
    pair(geometry, node, "startLow", AxisGeometry::startLow);
    pair(geometry, node, "startHigh", AxisGeometry::startHigh);
    pair(geometry, node, "period", AxisGeometry::period);
    node.putArray("receptiveField")
        .add(geometry.y().receptiveField())
        .add(geometry.x().receptiveField());
    ArrayNode clean = node.putArray("clean");
    interval(geometry.y().clean(), clean.addArray());
    interval(geometry.x().clean(), clean.addArray());
  }

  private static void pair(
      LayerGeometry geometry, ObjectNode node, String name, Function<AxisGeometry, Rational> of) {
    node.putArray(name)
        .add(of.apply(geometry.y()).toString())
        .add(of.apply(geometry.x()).toString());
  }

  /** First and last cell; no cell at all is an empty array. */
  private static void interval(IndexRange range, ArrayNode node) {
    if (!range.isEmpty()) {
      node.add(range.first()).add(range.last());
    }
  }
}
