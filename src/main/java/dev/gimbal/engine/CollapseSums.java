package dev.gimbal.engine;

import dev.gimbal.result.Outcome;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.RatioAccumulator;
import java.util.Optional;

/**
 * What rolling the maps of every image did to a vector h: the loss E‖h(roll m) − h(m)‖² / D with D
 * = 2·Σ of the sample variance of h(m) over the same images.
 *
 * <p>Range: 0 or more; 0 is no dependence on position, 1 as much as another image. Degenerate where
 * D is at most the type's floor × E‖h‖²; failed for NaN and infinity; not applicable below two
 * images. Every image has a place of its own, so that workers may fill them in any order.
 */
final class CollapseSums {
  /** The loss under ±1 ulp of input noise counts this many times over. */
  private static final double ULP_FACTOR = 10;

  /** A part that gives other values than the network, beyond this share of D, is not trusted. */
  private static final double FAITHFUL = 1e-4;

  private static final double FAITHFUL_HALF = 1e-3;

  private final double baseFloor;
  private final boolean half;
  private final float[][] vectors;
  private final double[] losses;
  private final double[] departures;
  private final double[] identities;
  private final double[] ulps;
  private final int noiseImages;

  /**
   * @param half whether the vector is computed in half precision
   */
  CollapseSums(int images, int noiseImages, boolean half) {
    this.half = half;
    this.baseFloor = LayerCondition.baseFloor(half);
    this.noiseImages = noiseImages;
    vectors = new float[images][];
    losses = new double[images];
    departures = new double[images];
    identities = new double[noiseImages];
    ulps = new double[noiseImages];
  }

  /**
   * Takes an image.
   *
   * @param vector h(m)
   * @param departure ‖h(m) − the network's own value‖²
   * @param loss mean over the rolls of ‖h(roll m) − h(m)‖²
   */
  void set(int image, float[] vector, double departure, double loss) {
    vectors[image] = vector;
    departures[image] = departure;
    losses[image] = loss;
  }

  boolean wantsNoise(int image) {
    return image < noiseImages;
  }

  /**
   * Squared differences of a second run and of one with every value of the maps moved by an ulp.
   */
  void setNoise(int image, double identity, double ulp) {
    identities[image] = identity;
    ulps[image] = ulp;
  }

  /** The loss and its noise floor. */
  record Outcomes(Outcome positionDependence, Outcome noiseFloor) {
    private static Outcomes none(Outcome state) {
      return new Outcomes(state, state);
    }
  }

  /** After all images. */
  Outcomes outcomes() {
    int n = vectors.length;
    if (n < 2) {
      return Outcomes.none(Outcome.notApplicable("one image has no distance to another"));
    }
    double[] mean = mean();
    RatioAccumulator ratio = new RatioAccumulator();
    double energy = 0;
    for (int image = 0; image < n; image++) {
      double distance = 0;
      for (int i = 0; i < mean.length; i++) {
        double difference = vectors[image][i] - mean[i];
        distance += difference * difference;
        energy += (double) vectors[image][i] * vectors[image][i] / n;
      }
      ratio.accept(losses[image], distance);
    }
    double scale = ratio.scale().orElseThrow();
    if (!ratio.isFinite() || !Double.isFinite(energy)) {
      return Outcomes.none(new Outcome.Failed("NaN or infinity in the vector"));
    }
    if (scale <= baseFloor * energy) {
      return Outcomes.none(new Outcome.Degenerate("the vector is the same for every image"));
    }
    if (!(mean(departures) <= (half ? FAITHFUL_HALF : FAITHFUL) * scale)) {
      return Outcomes.none(
          new Outcome.Failed("run alone it gives other values than inside the network"));
    }
    double floor = Math.max(mean(identities), ULP_FACTOR * mean(ulps)) / scale;
    return new Outcomes(
        loss(ratio, scale), Outcome.measured(Math.max(floor, baseFloor), noiseImages));
  }

  private static Outcome loss(RatioAccumulator ratio, double scale) {
    double loss = ratio.meanLoss() / scale;
    Optional<Bounds> kept = ratio.interval(scale);
    return kept.map(b -> Outcome.measured(loss, 1 - b.hi(), 1 - b.lo(), ratio.count()))
        .orElseGet(() -> Outcome.measured(loss, ratio.count()));
  }

  private double[] mean() {
    double[] mean = new double[vectors[0].length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / (double) vectors.length;
      }
    }
    return mean;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / Math.max(1, values.length);
  }
}
