package dev.gimbal.engine;

import dev.gimbal.graph.ElementType;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.TensorSpec;
import java.util.HashMap;
import java.util.Map;

/** The element types of layers, as ONNX Runtime gives them out. */
final class ElementTypes {
  private final Map<String, ElementType> types = new HashMap<>();

  /** Reads the types of a session that exposes the layers. */
  ElementTypes(ModelSession session) {
    for (TensorSpec spec : session.outputs()) {
      types.put(
          spec.name(),
          switch (spec.type()) {
            case "float" -> ElementType.FLOAT32;
            case "double" -> ElementType.FLOAT64;
            default -> ElementType.named(spec.type());
          });
    }
  }

  ElementType of(WatchedLayer layer) {
    ElementType type = types.get(layer.tensor());
    if (type == null) {
      throw new IllegalArgumentException("the session does not expose " + layer.tensor());
    }
    return type;
  }
}
