package dev.gimbal.testing;

import dev.gimbal.engine.ImageFeed;
import java.util.OptionalInt;

/** A feed whose probed pictures are tampered with after rendering. */
public record ChangedFeed(ImageFeed feed, Change change) implements ImageFeed {
  /** Changes what one probe made of one image, in place. */
  public interface Change {
    void apply(int image, int probe, float[] target);
  }

  @Override
  public int size() {
    return feed.size();
  }

  @Override
  public String name(int image) {
    return feed.name(image);
  }

  @Override
  public OptionalInt label(int image) {
    return feed.label(image);
  }

  @Override
  public Frame frame(int image) {
    Frame frame = feed.frame(image);
    return new Frame() {
      @Override
      public void reference(float[] target) {
        frame.reference(target);
      }

      @Override
      public void probed(int probe, float[] target) {
        frame.probed(probe, target);
        change.apply(image, probe, target);
      }

      @Override
      public void roundTrip(int probe, float[] target) {
        frame.roundTrip(probe, target);
      }
    };
  }
}
