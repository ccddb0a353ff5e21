package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;
import dev.gimbal.score.FusedScorer;
import dev.gimbal.score.LayerSums;
import dev.gimbal.score.LayerValues;
import dev.gimbal.score.MapShape;
import dev.gimbal.score.PhaseFloor;
import dev.gimbal.score.ReferenceSummary;
import dev.gimbal.score.ValueScale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One worker's comparisons on the host: the references of the image at hand, and every watched
 * layer's values against them. Layers whose squares could leave float32's range are compared at
 * their {@link ValueScale}; sums are in the layer's own units always.
 */
final class HostScorer {
  private final Campaign campaign;
  private final List<Optional<ReferenceSummary>> summaries;
  private final List<ValueScale> scales;
  private final List<float[]> references = new ArrayList<>();
  private final List<float[]> divided = new ArrayList<>();
  private final FusedScorer scorer = new FusedScorer();

  /**
   * Prepares.
   *
   * @param summaries of the references; layers without one have no scale
   */
  HostScorer(Campaign campaign, List<Optional<ReferenceSummary>> summaries) {
    this.campaign = campaign;
    this.summaries = summaries;
    scales = summaries.stream().map(HostScorer::scale).toList();
    for (WatchedLayer layer : campaign.layers()) {
      references.add(new float[layer.shape().values()]);
      divided.add(references.get(references.size() - 1));
    }
  }

  private static ValueScale scale(Optional<ReferenceSummary> summary) {
    return summary.map(ReferenceSummary::valueScale).orElse(ValueScale.NONE);
  }

  /** Reads the layers of the latest run as the references of what follows. */
  void readReferences(LayerReader reader) {
    for (int layer = 0; layer < references.size(); layer++) {
      reader.read(layer, references.get(layer));
      divided.set(layer, scales.get(layer).divided(references.get(layer)));
    }
  }

  /** Every layer's reference in its shape's order, in its own units. */
  List<float[]> references() {
    return references;
  }

  /** Compares a layer's probed values with its reference. */
  void score(int layer, int probe, LayerValues probed, LayerSums sums) {
    MapShape shape = campaign.layers().get(layer).shape();
    ValueScale scale = scales.get(layer);
    LayerValues values = scale.divided(probed);
    float[] reference = divided.get(layer);
    Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
    if (alignment.isEmpty()) {
      scorer.invariance(shape, reference, values, sums);
    } else if (alignment.get() instanceof ShiftAlignment shift) {
      scorer.shifted(shape, reference, values, shift, sums);
    } else {
      scorer.warped(shape, reference, values, (WarpAlignment) alignment.get(), sums);
    }
    if (!scale.isNone()) {
      sums.multiply(scale.squared());
    }
  }

  /** Adds a layer's squared difference from its reference to {@code plane}, cell by cell. */
  void addDifference(int layer, LayerValues values, double[] plane) {
    MapShape shape = campaign.layers().get(layer).shape();
    ValueScale scale = scales.get(layer);
    if (scale.isNone()) {
      scorer.addDifferencePlane(shape, references.get(layer), values, plane);
      return;
    }
    double[] own = new double[plane.length];
    scorer.addDifferencePlane(shape, divided.get(layer), scale.divided(values), own);
    for (int cell = 0; cell < plane.length; cell++) {
      plane[cell] += scale.squared() * own[cell];
    }
  }

  /** The reference minus the mean over images, at the layer's scale. */
  float[] centred(int layer) {
    float[] centred = new float[references.get(layer).length];
    summaries.get(layer).orElseThrow().centre(references.get(layer), centred);
    scales.get(layer).divide(centred, centred.length);
    return centred;
  }

  /**
   * What interpolation alone does to the reference.
   *
   * @param centred what {@link #centred} gives for this layer
   */
  PhaseFloor.Sums phase(int layer, PhaseFloor floor, float[] centred) {
    return floor.of(divided.get(layer), centred).multipliedBy(scales.get(layer).squared());
  }
}
