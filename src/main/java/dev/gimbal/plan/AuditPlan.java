package dev.gimbal.plan;

import dev.gimbal.graph.Layer;
import dev.gimbal.image.Preprocessing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * An audit as it was resolved: everything that decides its numbers, as data.
 *
 * @param modelSha256 of the model file
 * @param imagesSha256 of the images' bytes in plan order
 * @param images how many
 * @param preprocessing how a picture becomes network input
 * @param probes what is done to each image
 * @param layers what is watched; layer 0 is the input
 * @param seed of the image order and of everything drawn
 */
public record AuditPlan(
    String modelSha256,
    String imagesSha256,
    int images,
    Preprocessing preprocessing,
    List<PlannedProbe> probes,
    List<Layer> layers,
    long seed) {
  public AuditPlan {
    Objects.requireNonNull(modelSha256);
    Objects.requireNonNull(imagesSha256);
    Objects.requireNonNull(preprocessing);
    probes = List.copyOf(probes);
    layers = List.copyOf(layers);
  }

  /** Hash over everything: equal plans measure the same. */
  public String hash() {
    StringBuilder text = new StringBuilder();
    text.append(modelSha256).append('\n').append(imagesSha256).append('\n').append(images);
    text.append('\n').append(preprocessing.recipe()).append('\n').append(probesText());
    layers.forEach(layer -> text.append(layer.name()).append('\n'));
    return sha256(text.append(seed).toString());
  }

  /** Hash over the probes and their border protocols. */
  public String probesHash() {
    return sha256(probesText());
  }

  /** Hash over the preprocessing. */
  public String preprocessingHash() {
    return sha256(preprocessing.recipe());
  }

  private String probesText() {
    StringBuilder text = new StringBuilder();
    probes.forEach(
        planned ->
            text.append(planned.probe().id())
                .append(" | ")
                .append(planned.border().id())
                .append('\n'));
    return text.toString();
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
