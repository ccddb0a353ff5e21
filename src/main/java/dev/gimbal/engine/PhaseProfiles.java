package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Rational;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.PhaseProfile;
import dev.gimbal.result.PhaseProfile.Point;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The loss of strided layers against the shift along one axis, with what interpolation explains.
 */
final class PhaseProfiles {
  private final Campaign campaign;
  private final ScoreTable table;
  private final PhaseSums sums;

  PhaseProfiles(Campaign campaign, List<LayerScore> scores, PhaseSums sums) {
    this.campaign = campaign;
    this.table = new ScoreTable(scores);
    this.sums = sums;
  }

  /** Profiles of all layers whose period is not one pixel and that have points off the grid. */
  List<PhaseProfile> all() {
    List<PhaseProfile> profiles = new ArrayList<>();
    for (int layer = 0; layer < campaign.layers().size(); layer++) {
      Optional<LayerGeometry> geometry = campaign.layers().get(layer).geometry();
      if (geometry.isPresent() && !geometry.get().y().period().equals(Rational.ONE)) {
        add(profiles, layer, "y");
      }
      if (geometry.isPresent() && !geometry.get().x().period().equals(Rational.ONE)) {
        add(profiles, layer, "x");
      }
    }
    return profiles;
  }

  private void add(List<PhaseProfile> profiles, int layer, String axis) {
    List<Point> points = new ArrayList<>();
    for (int probe = 0; probe < campaign.probes().size(); probe++) {
      Optional<Integer> along = shiftAlong(probe, axis);
      if (along.isPresent()) {
        point(layer, probe, along.get()).ifPresent(points::add);
      }
    }
    if (points.stream().anyMatch(point -> !point.onGrid())) {
      points.sort(Comparator.comparingInt(Point::shiftPixels));
      profiles.add(new PhaseProfile(layer, axis, points));
    }
  }

  private Optional<Integer> shiftAlong(int probe, String axis) {
    Optional<Integer> dx = campaign.probes().get(probe).info().dx();
    Optional<Integer> dy = campaign.probes().get(probe).info().dy();
    if (dx.isEmpty() || dy.isEmpty()) {
      return Optional.empty();
    }
    boolean alongX = axis.equals("x") && dy.get() == 0;
    boolean alongY = axis.equals("y") && dx.get() == 0;
    return alongX ? dx : alongY ? dy : Optional.empty();
  }

  private Optional<Point> point(int layer, int probe, int shift) {
    OptionalDouble loss = table.value(layer, probe, ScoreId.LOSS);
    Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
    if (loss.isEmpty() || alignment.isEmpty()) {
      return Optional.empty();
    }
    Optional<Integer> phase = campaign.phases().indexOf(layer, probe, campaign.alignments());
    if (phase.isEmpty()) {
      return Optional.of(new Point(shift, alignment.get().onGrid(), loss.getAsDouble(), 0, 1));
    }
    return sums.isDefined(phase.get())
        ? Optional.of(
            new Point(
                shift,
                alignment.get().onGrid(),
                loss.getAsDouble(),
                sums.floor(phase.get(), campaign.imageCount()),
                sums.scale(phase.get())))
        : Optional.empty();
  }
}
