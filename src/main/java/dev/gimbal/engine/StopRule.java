package dev.gimbal.engine;

/** Decides, while images are measured in plan order, whether those so far are enough. */
@FunctionalInterface
public interface StopRule {
  /**
   * Looks at a prefix of the plan; called after fixed numbers of images, by one thread at a time.
   *
   * @param soFar everything measured of the first {@link Measurement#images} images
   * @return true to measure no more
   */
  boolean isEnough(Measurement soFar);
}
