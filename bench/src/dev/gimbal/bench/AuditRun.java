package dev.gimbal.bench;

import java.nio.file.Path;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * One audit as a whole process, and what its own result says of it.
 *
 * @param measuringSeconds both passes, without starting, loading and writing
 * @param passes forward passes, all counted
 * @param images that were measured
 * @param probes of the plan
 * @param imageShape of the model's input without the batch axis, such as {@code 3x224x224}
 */
record AuditRun(
    ChildRun process,
    double measuringSeconds,
    int passes,
    int images,
    int probes,
    String imageShape) {

  /** Reads the JSON result that the process wrote. */
  static AuditRun of(ChildRun process, Path result) {
    JsonNode root = new ObjectMapper().readTree(result.toFile());
    JsonNode timings = root.path("timings");
    return new AuditRun(
        process,
        timings.path("referenceSeconds").asDouble() + timings.path("probeSeconds").asDouble(),
        timings.path("forwardPasses").asInt(),
        root.path("plan").path("images").asInt(),
        root.path("probes").size(),
        shape(root.path("layers").path(0).path("shape")));
  }

  private static String shape(JsonNode axes) {
    StringJoiner shape = new StringJoiner("x");
    for (int axis = 1; axis < axes.size(); axis++) {
      shape.add(axes.get(axis).asString());
    }
    return shape.toString();
  }

  double millisecondsPerPass() {
    return 1000 * measuringSeconds / passes;
  }
}
