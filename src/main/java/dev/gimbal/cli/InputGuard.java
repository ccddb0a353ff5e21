package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.image.HuggingFaceConfig;
import dev.gimbal.image.TimmConfig;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.Sidecar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps outputs off the user's own files: a product may replace an earlier product, never a model,
 * its weights, an image, labels or a configuration.
 */
final class InputGuard {
  private static final Set<String> PICTURES =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "bmp", "gif", "webp", "npy");

  /** First bytes of a page, a result and a sheet. */
  private static final List<Integer> PRODUCT_STARTS = List.of((int) '<', (int) '{', 0x89);

  /** First byte of records. */
  private static final int GZIP_START = 0x1f;

  private final List<Path> files;
  private final List<Path> images;

  /**
   * Guards these inputs.
   *
   * @param files that are read
   * @param images files, or folders whose pictures are read
   */
  InputGuard(List<Path> files, List<Path> images) {
    this.files = List.copyOf(files);
    this.images = List.copyOf(images);
  }

  /** Guards everything that an audit reads. */
  static InputGuard of(AuditRequest request) {
    Path model = request.model();
    List<Path> files = new ArrayList<>(List.of(model, Sidecar.besideModel(model)));
    files.add(model.resolveSibling(HuggingFaceConfig.FILE_NAME));
    files.add(model.resolveSibling(TimmConfig.FILE_NAME));
    request.labels().ifPresent(files::add);
    request.preprocess().map(Path::of).ifPresent(files::add);
    files.add(Path.of(request.probes()));
    request.feeds().forEach(feed -> files.add(feed.file()));
    return new InputGuard(files, request.images());
  }

  /**
   * Refuses a target that is an input, or a file that no product looks like.
   *
   * @throws InputException of kind ARGUMENTS, naming the target
   */
  void requireSafe(Path target) {
    if (!Files.isRegularFile(target)) {
      return;
    }
    try {
      for (Path file : files) {
        if (Files.exists(file) && Files.isSameFile(file, target)) {
          throw refusal(target, "is an input of this run");
        }
      }
      for (Path image : images) {
        if (holds(image, target)) {
          throw refusal(target, "is one of the images");
        }
      }
      if (!looksLikeProduct(target)) {
        throw refusal(target, "exists and is no earlier output of Gimbal");
      }
    } catch (IOException e) {
      throw InputException.arguments(
          "The output " + target + " exists and cannot be read: " + e.getMessage() + ".",
          "Choose another file.");
    }
  }

  private static boolean holds(Path image, Path target) throws IOException {
    if (!Files.isDirectory(image)) {
      return Files.exists(image) && Files.isSameFile(image, target);
    }
    String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
    return PICTURES.contains(name.substring(name.lastIndexOf('.') + 1))
        && target.toRealPath().startsWith(image.toRealPath());
  }

  /** An empty file is nobody's loss. */
  private static boolean looksLikeProduct(Path target) throws IOException {
    try (InputStream in = Files.newInputStream(target)) {
      int first = in.read();
      boolean records =
          first == GZIP_START && String.valueOf(target.getFileName()).endsWith(".records.gz");
      return first < 0 || records || PRODUCT_STARTS.contains(first);
    }
  }

  private static InputException refusal(Path target, String reason) {
    return InputException.arguments(
        "The output " + target + " " + reason + "; it would be overwritten.",
        "Name another file with -o.");
  }
}
