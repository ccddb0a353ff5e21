package dev.gimbal.result.records;

import java.util.Locale;

/** What is kept of an output. */
public enum OutputForm {
  /** Nothing: an output of another kind. */
  NONE(0, 0),
  /** Reference class and label; per probe state, class, probability drop, divergence. */
  CLASSES(2, 4),
  /** Per probe state, agreement, class-balanced agreement. */
  DENSE(0, 3),
  /** Per probe state and cosine; its squared distances are those of the layer of its name. */
  EMBEDDING(0, 2);

  private final int perImage;
  private final int perProbe;

  OutputForm(int perImage, int perProbe) {
    this.perImage = perImage;
    this.perProbe = perProbe;
  }

  /** What is kept of an output of this kind, as results name kinds. */
  public static OutputForm ofKind(String kind) {
    for (OutputForm form : values()) {
      if (form != NONE && form.name().toLowerCase(Locale.ROOT).equals(kind)) {
        return form;
      }
    }
    return NONE;
  }

  int perImage() {
    return perImage;
  }

  int perProbe() {
    return perProbe;
  }
}
