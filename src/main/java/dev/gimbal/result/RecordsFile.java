package dev.gimbal.result;

import java.util.Objects;

/**
 * The file of sums per image, layer and probe beside a result.
 *
 * @param file its name, in the folder of the result
 * @param sha256 of its bytes
 */
public record RecordsFile(String file, String sha256) {
  public RecordsFile {
    Objects.requireNonNull(sha256);
    if (!isName(file)) {
      throw new IllegalArgumentException("records are no file in the result's folder: " + file);
    }
  }

  private static boolean isName(String text) {
    return !text.isBlank()
        && !text.equals(".")
        && !text.equals("..")
        && text.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ');
  }
}
