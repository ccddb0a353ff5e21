package dev.gimbal.stats;

/**
 * A paired difference of which it was not fixed before how many images it would be taken over. Its
 * bounds are those of the difference, at the level whose normal quantile is the factor of the
 * asymptotic confidence sequence ({@link AsymptoticSequence}); {@link #dropChance} is an
 * always-valid p-value, the level at which the sequence leaves the limit out, so that a test of
 * many drops holds at every look, too.
 *
 * <p>Images that are all the same before and after are no proof of those to come. While there are
 * some to come, each is counted as if it could lose the whole score, with the chance that the
 * sequence for a share allows that no image has shown yet.
 *
 * @param found over the images so far
 * @param complete whether no more images are to come
 */
public record DropSequence(PairedDifference found, boolean complete) implements DropBounds {
  /**
   * Checks that there are bounds.
   *
   * @throws IllegalArgumentException for fewer than {@link AsymptoticSequence#LEAST_IMAGES}
   */
  public DropSequence {
    if (found.n() < AsymptoticSequence.LEAST_IMAGES) {
      throw new IllegalArgumentException("a sequence of " + found.n() + " images");
    }
  }

  @Override
  public double dropChance(double limit) {
    double chance = found.dropChance(limit);
    return found.standardError() == 0 ? chance : AsymptoticSequence.level(found.n(), chance);
  }

  @Override
  public double lowestDrop(double level) {
    return found.lowestDrop(AsymptoticSequence.tail(found.n(), level));
  }

  @Override
  public double highestDrop(double level) {
    if (found.standardError() > 0 || complete) {
      return found.highestDrop(AsymptoticSequence.tail(found.n(), level));
    }
    double unseen = ShareSequence.interval(0, found.n(), 1 - level).hi();
    return Math.min(found.limit(), found.highestDrop(level) + unseen);
  }

  @Override
  public double margin(double level) {
    return found.margin(AsymptoticSequence.tail(found.n(), level));
  }
}
