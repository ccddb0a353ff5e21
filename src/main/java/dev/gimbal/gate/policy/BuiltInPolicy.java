package dev.gimbal.gate.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The policies that come with Gimbal, and the schema of all policies. */
public final class BuiltInPolicy {
  /** Their names, for {@code extends} and {@code --policy}. */
  public static final List<String> NAMES = List.of("recommended", "strict", "report-only");

  private BuiltInPolicy() {}

  /** The YAML of one of {@link #NAMES}. */
  public static byte[] yaml(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(name);
    }
    return resource(name + ".yaml");
  }

  /** A first policy that inherits one of {@link #NAMES}, with examples in comments. */
  public static String draft(String base) {
    return new String(resource("draft.yaml"), StandardCharsets.UTF_8).replace("NAME", base);
  }

  /** The JSON Schema of policies, version 1. */
  public static byte[] schema() {
    return resource("policy-1.schema.json");
  }

  private static byte[] resource(String name) {
    try (InputStream stream = BuiltInPolicy.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing on the class path: " + name);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("unreadable on the class path: " + name, e);
    }
  }
}
