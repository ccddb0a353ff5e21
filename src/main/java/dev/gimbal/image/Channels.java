package dev.gimbal.image;

import java.util.Optional;

/** What the network's input channels hold. */
public enum Channels {
  RGB,
  BGR,
  /** Luma of BT.601, 0.299 R + 0.587 G + 0.114 B, full range. */
  GRAY,
  /** The luma channel of YCbCr; the same numbers as {@link #GRAY}. */
  Y,
  /** The picture's own channels in their own order, for arrays and drawings. */
  AS_STORED;

  /** The name used in sidecars. */
  public String id() {
    return name().replace('_', '-');
  }

  /** True when an input with that many channels can hold this. */
  public boolean fits(int count) {
    return switch (this) {
      case RGB, BGR -> count == 3;
      case GRAY, Y -> count == 1;
      case AS_STORED -> count > 0;
    };
  }

  static Channels standard(int count) {
    return count == 3 ? RGB : count == 1 ? GRAY : AS_STORED;
  }

  /** Finds a channel order by its sidecar name, ignoring case. */
  public static Optional<Channels> named(String name) {
    for (Channels channels : values()) {
      if (channels != AS_STORED && channels.name().equalsIgnoreCase(name)) {
        return Optional.of(channels);
      }
    }
    return Optional.empty();
  }
}
