package dev.gimbal.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/** What stands where a probe uncovers pixels that the image does not have. */
public sealed interface Border {
  /** The protocol's name in files, on the command line and in results. */
  default String id() {
    if (this instanceof Fill fill) {
      return fill.colour() instanceof FillColour.Ring
          ? "fill"
          : fill.colour() instanceof FillColour.Given given
              ? "fill " + Arrays.toString(given.values())
              : "fill zero";
    }
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** A constant colour. */
  record Fill(FillColour colour) implements Border {
    public Fill {
      Objects.requireNonNull(colour);
    }
  }

  /** The image mirrored about its outermost pixels (the edge pixel is not repeated). */
  record Reflect() implements Border {}

  /** The image repeated: translations only. */
  record Circular() implements Border {}

  /** The image embedded in a margin so that nothing leaves; the reference is the embedded image. */
  record Canvas() implements Border {}

  /** The source is larger than the input: the window moves and real content enters. */
  record Context() implements Border {}

  /** The constant of {@link Fill}. */
  sealed interface FillColour {
    /** Mean of the image's own outermost ring of pixels, per channel. */
    record Ring() implements FillColour {}

    /** Zero in image space, before normalisation. */
    record Zero() implements FillColour {}

    /** A given colour, 0…255 per channel; one value serves all channels. */
    record Given(double[] values) implements FillColour {
      public Given {
        values = values.clone();
      }

      @Override
      public double[] values() {
        return values.clone();
      }

      @Override
      public boolean equals(Object other) {
        return other instanceof Given given && Arrays.equals(values, given.values);
      }

      @Override
      public int hashCode() {
        return Arrays.hashCode(values);
      }
    }
  }

  /** The default: constant, the mean of the image's outermost ring. */
  static Border standard() {
    return new Fill(new FillColour.Ring());
  }
}
