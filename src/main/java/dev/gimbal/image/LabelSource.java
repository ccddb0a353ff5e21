package dev.gimbal.image;

import java.nio.file.Path;
import java.util.Objects;

/** Where the classes of the images come from. */
public sealed interface LabelSource {
  /** No labels, except those that an idx pair brings along. */
  record None() implements LabelSource {}

  /** A table with a header: column {@code file}, then {@code index} or {@code name}. */
  record Table(Path file) implements LabelSource {
    public Table {
      Objects.requireNonNull(file);
    }
  }

  /** The folder that holds an image is its class. */
  record Folders() implements LabelSource {}
}
