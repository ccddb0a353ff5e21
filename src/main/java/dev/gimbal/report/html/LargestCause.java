package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.List;
import java.util.Optional;

/**
 * The largest loss inside the network that has a known cause: of maps under translations, and of
 * layers run alone on rolled maps.
 */
final class LargestCause {
  private static final List<ScoreId> CAUSES =
      List.of(
          ScoreId.BORDER,
          ScoreId.SAMPLING,
          ScoreId.POSITION_DEPENDENCE,
          ScoreId.GLOBAL_CONTEXT,
          ScoreId.POSITION_OR_CONTEXT);

  /** Below this share of the distance between two images no layer alone explains much. */
  private static final double SMALL_LOSS = 0.05;

  /**
   * A layer's loss.
   *
   * @param alone whether the layer was run alone on rolled maps
   */
  private record Loss(
      int layer,
      ScoreId cause,
      double value,
      Optional<Interval> interval,
      String over,
      boolean alone) {}

  private final AuditDigest digest;
  private Optional<Loss> largest = Optional.empty();

  LargestCause(AuditDigest digest) {
    this.digest = digest;
    for (int layer = 0; layer < digest.result().layers().size(); layer++) {
      for (ScoreId cause : CAUSES) {
        consider(layer, cause);
      }
    }
    digest.result().collapses().forEach(this::consider);
  }

  private void consider(int layer, ScoreId cause) {
    if (digest.layer(layer, "translation", cause) instanceof Summary.Mean mean
        && mean.value() > digest.floor(layer, digest.probes("translation"))) {
      String over = "mean of " + Numbers.count(mean.probes(), "translation");
      keep(new Loss(layer, cause, mean.value(), mean.interval(), over, false));
    }
  }

  private void consider(CollapseTest test) {
    double floor = test.noiseFloor() instanceof Outcome.Measured noise ? noise.value() : 0;
    if (test.positionDependence() instanceof Outcome.Measured loss && loss.value() > floor) {
      String over = "mean of " + Numbers.count(test.shifts(), "roll");
      ScoreId cause = ScoreId.POSITION_DEPENDENCE;
      keep(new Loss(test.layer(), cause, loss.value(), loss.interval(), over, true));
    }
  }

  private void keep(Loss loss) {
    if (largest.isEmpty() || loss.value() > largest.get().value()) {
      largest = Optional.of(loss);
    }
  }

  /** For anyone; nothing where all known losses are small. */
  Optional<String> inWords() {
    return largest
        .filter(loss -> loss.value() >= SMALL_LOSS)
        .map(
            loss -> {
              String layer = digest.layerName(loss.layer());
              return "The largest known cause inside is "
                  + switch (loss.cause()) {
                    case SAMPLING ->
                        "coarse sampling by stride or pooling, most of all at layer " + layer + ".";
                    case POSITION_DEPENDENCE -> "layer " + layer + ", which knows positions.";
                    case GLOBAL_CONTEXT ->
                        "layer " + layer + ", which answers to the picture as a whole.";
                    case POSITION_OR_CONTEXT ->
                        "layer " + layer + ", which knows positions or the picture as a whole.";
                    default ->
                        "what leaves, enters and is padded at the frame's edge, most of all at"
                            + " layer "
                            + layer
                            + ".";
                  };
            });
  }

  /** The same with its size. */
  Optional<String> withNumbers() {
    return largest.map(
        loss ->
            (loss.value() < SMALL_LOSS
                    ? "The losses of layers with a known cause stay small: the largest is "
                    : "The largest loss of a layer with a known cause is ")
                + Words.score(loss.cause())
                + " in layer "
                + digest.layerName(loss.layer())
                + (loss.alone() ? ", run alone on rolled maps: " : ": ")
                + Numbers.score(loss.value())
                + loss.interval().map(i -> " " + Numbers.interval(i)).orElse("")
                + " of the distance between two images ("
                + loss.over()
                + ").");
  }
}
