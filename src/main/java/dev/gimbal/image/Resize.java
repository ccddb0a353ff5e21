package dev.gimbal.image;

import java.util.Locale;

/** How a picture is brought to size before the centre crop to the input's height and width. */
public sealed interface Resize {
  /** The shorter side becomes so many pixels; the aspect ratio stays. */
  record ShorterSide(int pixels) implements Resize {
    public ShorterSide {
      if (pixels < 1) {
        throw new IllegalArgumentException("shorter side " + pixels);
      }
    }

    @Override
    public String text() {
      return "shorter side to " + pixels;
    }
  }

  /** Height and width become exactly these; the aspect ratio does not stay. */
  record Exact(int height, int width) implements Resize {
    public Exact {
      if (height < 1 || width < 1) {
        throw new IllegalArgumentException("exact " + height + "x" + width);
      }
    }

    @Override
    public String text() {
      return "to exactly " + height + "x" + width;
    }
  }

  /**
   * Resized, with the aspect ratio kept, until it just covers the input's frame times {@code
   * margin}; a picture that already has the frame's size is taken as it is.
   */
  record Cover(double margin) implements Resize {
    public Cover {
      if (!(margin >= 1 && margin <= 4)) {
        throw new IllegalArgumentException("margin " + margin);
      }
    }

    @Override
    public String text() {
      return margin == 1
          ? "to cover the frame"
          : String.format(Locale.ROOT, "to cover %.4g times the frame", margin);
    }
  }

  /** Not resized at all. */
  record None() implements Resize {
    @Override
    public String text() {
      return "none";
    }
  }

  /** Readable, for summaries. */
  String text();
}
