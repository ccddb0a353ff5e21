package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * One audit as a whole process, and what its own result says of it.
 *
 * @param measuringSeconds both passes, without starting, loading and writing
 * @param imageShape of the model's input without the batch axis, such as {@code 3x224x224}
 */
record AuditRun(ChildRun process, double measuringSeconds, int passes, String imageShape) {

  /** Audits the first {@code images} images of the plan. */
  static AuditRun of(Options options, int images) throws IOException, InterruptedException {
    Path result = Files.createTempFile("gimbal-bench", ".json");
    List<String> command = new ArrayList<>();
    command.add(options.home().resolve("gimbal").toString());
    command.addAll(List.of("audit", options.model().toString()));
    if (!options.images().toString().isEmpty()) {
      command.addAll(List.of("--images", options.images().toString()));
    }
    command.addAll(
        List.of(
            "--threads", Integer.toString(options.threads()),
            "--max-images", Integer.toString(images)));
    command.addAll(List.of("--provider", "cpu", "--quiet", "-o", "json=" + result));
    command.addAll(options.audit());
    try {
      ChildRun process = ChildRun.of(command);
      JsonNode root = new ObjectMapper().readTree(result.toFile());
      JsonNode timings = root.path("timings");
      return new AuditRun(
          process,
          timings.path("referenceSeconds").asDouble() + timings.path("probeSeconds").asDouble(),
          timings.path("forwardPasses").asInt(),
          shape(root.path("layers").path(0).path("shape")));
    } finally {
      Files.deleteIfExists(result);
    }
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
