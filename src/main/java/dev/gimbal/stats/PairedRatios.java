package dev.gimbal.stats;

/**
 * Two ratio scores of the same images, 1 − mean(N)/D each with its own scale D = 2/(n − 1)·Σa, and
 * what each image adds to their difference.
 *
 * <p>First every image goes to {@link #accept}; then {@link #influence} says how far an image moves
 * the difference after − before: ψ before − ψ after, with ψ = (N − θ·2n/(n − 1)·a)/D as in {@link
 * RatioAccumulator}. Influences add up to 0 over the images.
 */
public final class PairedRatios {
  private final int references;
  private int count;
  private double lossBefore;
  private double distanceBefore;
  private double lossAfter;
  private double distanceAfter;
  private boolean same = true;

  /** For distances from the mean of exactly the images that are added. */
  public PairedRatios() {
    this(0);
  }

  /**
   * For distances from a mean over more images than are added: then D = 2r/(r − 1)·mean(a).
   *
   * @param references how many images r the mean is over; the added ones are among them
   */
  public PairedRatios(int references) {
    this.references = references;
  }

  /** Adds an image: its loss N and its squared distance a from the mean, before and after. */
  public void accept(double loss, double distance, double laterLoss, double laterDistance) {
    count++;
    lossBefore += loss;
    distanceBefore += distance;
    lossAfter += laterLoss;
    distanceAfter += laterDistance;
    same &= loss == laterLoss && distance == laterDistance;
  }

  /** Whether all images are the same before and after, number by number. */
  public boolean isSame() {
    return same;
  }

  /** Whether both scales are above 0 and all sums finite, so that there are scores. */
  public boolean isDefined() {
    return count >= 2
        && distanceBefore > 0
        && distanceAfter > 0
        && Double.isFinite(lossBefore + distanceBefore + lossAfter + distanceAfter);
  }

  /** 1 − θ before. */
  public double before() {
    return 1 - theta(lossBefore, distanceBefore);
  }

  /** 1 − θ after. */
  public double after() {
    return 1 - theta(lossAfter, distanceAfter);
  }

  /** What an image adds to the difference of the scores, after − before. */
  public double influence(double loss, double distance, double laterLoss, double laterDistance) {
    return psi(loss, distance, lossBefore, distanceBefore)
        - psi(laterLoss, laterDistance, lossAfter, distanceAfter);
  }

  private double psi(double loss, double distance, double losses, double distances) {
    double slope = theta(losses, distances) * meanToScale();
    return (loss - slope * distance) / (meanToScale() * distances / count);
  }

  private double theta(double losses, double distances) {
    return losses / (meanToScale() * distances);
  }

  /** 2r/(r − 1): a mean takes up one of r images' worth of distance. */
  private double meanToScale() {
    int behindMean = Math.max(references, count);
    return 2.0 * behindMean / (behindMean - 1);
  }
}
