package dev.gimbal.stats;

/** What is known of how far a score fell, before minus after. */
public interface DropBounds {
  /**
   * How likely a drop as large as this one is if the true drop were {@code limit} at most,
   * one-sided.
   */
  double dropChance(double limit);

  /** A drop that the true one exceeds with confidence 1 − level; never above the one found. */
  double lowestDrop(double level);

  /** A drop that the true one stays below with confidence 1 − level; never below the one found. */
  double highestDrop(double level);

  /** Distance from the centre to a one-sided bound; 0 where every image says the same. */
  double margin(double level);
}
