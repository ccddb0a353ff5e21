package dev.gimbal.engine;

import dev.gimbal.image.ImageSet;
import dev.gimbal.image.PreparedImage;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.probe.Border;
import java.util.List;
import java.util.OptionalInt;

/** The images of a plan, decoded and preprocessed on demand and rendered under its probes. */
public final class PreparedFeed implements ImageFeed {
  private final ImageSet images;
  private final List<Integer> kept;
  private final Preprocessing preprocessing;
  private final List<PlannedProbe> probes;
  private final Border referenceBorder;
  private final boolean keepSurround;

  /**
   * A feed.
   *
   * @param kept positions of the images to measure, in plan order
   */
  public PreparedFeed(
      ImageSet images, List<Integer> kept, Preprocessing preprocessing, List<PlannedProbe> probes) {
    this.images = images;
    this.kept = List.copyOf(kept);
    this.preprocessing = preprocessing;
    this.probes = List.copyOf(probes);
    this.referenceBorder = probes.get(0).border();
    this.keepSurround =
        probes.stream().anyMatch(planned -> planned.border() instanceof Border.Context);
  }

  /** The first images of this feed. */
  public PreparedFeed first(int count) {
    return new PreparedFeed(images, kept.subList(0, count), preprocessing, probes);
  }

  @Override
  public int size() {
    return kept.size();
  }

  @Override
  public String name(int image) {
    return images.name(kept.get(image));
  }

  @Override
  public OptionalInt label(int image) {
    return images.label(kept.get(image));
  }

  @Override
  public Frame frame(int image) {
    PreparedImage prepared = images.prepare(kept.get(image), preprocessing, keepSurround);
    return new Frame() {
      @Override
      public void reference(float[] target) {
        prepared.renderReference(referenceBorder, target);
      }

      @Override
      public void probed(int probe, float[] target) {
        prepared.renderProbe(probes.get(probe).probe(), probes.get(probe).border(), target);
      }

      @Override
      public void roundTrip(int probe, float[] target) {
        prepared.renderRoundTrip(probes.get(probe).probe(), probes.get(probe).border(), target);
      }
    };
  }
}
