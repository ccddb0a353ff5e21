package dev.gimbal.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Which images to take.
 *
 * @param paths folders, image files, idx files or {@code .npy} arrays; an idx or array stands alone
 * @param labels where the classes come from
 * @param classNames names in the order of the network's classes; empty when unknown
 * @param seed of the plan's shuffle
 * @param maxImages at most so many, at least 1
 */
public record ImageRequest(
    List<Path> paths, LabelSource labels, List<String> classNames, long seed, int maxImages) {
  public ImageRequest {
    paths = List.copyOf(paths);
    classNames = List.copyOf(classNames);
    Objects.requireNonNull(labels);
    if (paths.isEmpty() || maxImages < 1) {
      throw new IllegalArgumentException(paths + ", at most " + maxImages);
    }
  }
}
