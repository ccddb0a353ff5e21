package dev.gimbal.gate.compare;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.stats.PairedDifference;
import dev.gimbal.stats.PairedRatios;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The paired differences of all matched layers under all probes, from two walks over both records:
 * sums first, then what each image adds to each difference. Holds numbers a layer and probe, never
 * images.
 */
final class PairedLayers {
  private static final int KINDS = RatioKind.values().length;

  /** How far records may be from the scores of their result: they are float32. */
  private static final double TOLERANCE = 1e-4;

  private final List<LayerMatching.Pair> pairs;
  private final List<List<Integer>> families;
  private final int probes;
  private final int references;
  private final @Nullable PairedRatios[] ratios;
  private final double[] squares;
  private final double[] cubes;
  private final double[] familySquares;
  private final double[] familyCubes;
  private final boolean[] counted;
  private int images;

  /**
   * Prepares.
   *
   * @param families the probes of each family's mean
   * @param references images behind the means that both records measure distances from
   * @param before scores of the first result, which say under which probes a family's mean is taken
   * @param after scores of the second result
   */
  PairedLayers(
      List<LayerMatching.Pair> pairs,
      List<List<Integer>> families,
      int probes,
      int references,
      ScoreTable before,
      ScoreTable after) {
    this.pairs = pairs;
    this.families = families;
    this.probes = probes;
    this.references = references;
    int cells = Math.multiplyExact(Math.multiplyExact(pairs.size(), probes), KINDS);
    ratios = new PairedRatios[cells];
    squares = new double[cells];
    cubes = new double[cells];
    counted = new boolean[cells];
    familySquares = new double[pairs.size() * families.size() * KINDS];
    familyCubes = new double[familySquares.length];
    for (int pair = 0; pair < pairs.size(); pair++) {
      for (int probe = 0; probe < probes; probe++) {
        for (RatioKind kind : RatioKind.values()) {
          LayerMatching.Pair layers = pairs.get(pair);
          counted[at(pair, probe, kind)] =
              before.value(layers.before(), probe, kind.score()).isPresent()
                  && after.value(layers.after(), probe, kind.score()).isPresent();
        }
      }
    }
  }

  private int at(int pair, int probe, RatioKind kind) {
    return (pair * probes + probe) * KINDS + kind.ordinal();
  }

  /** Takes an image on the first walk. */
  void sum(ImageRow before, ImageRow after) {
    images++;
    for (int pair = 0; pair < pairs.size(); pair++) {
      int one = pairs.get(pair).before();
      int two = pairs.get(pair).after();
      for (RatioKind kind : RatioKind.values()) {
        if (kind.isKept(before.layout().layers().get(one))
            && kind.isKept(after.layout().layers().get(two))) {
          for (int probe = 0; probe < probes; probe++) {
            ratio(at(pair, probe, kind))
                .accept(
                    kind.loss(before, one, probe),
                    kind.distance(before, one, probe),
                    kind.loss(after, two, probe),
                    kind.distance(after, two, probe));
          }
        }
      }
    }
  }

  private PairedRatios ratio(int at) {
    PairedRatios known = ratios[at];
    if (known == null) {
      known = new PairedRatios(references);
      ratios[at] = known;
    }
    return known;
  }

  /** Takes an image on the second walk. */
  void spread(ImageRow before, ImageRow after) {
    double[] influences = new double[probes];
    for (int pair = 0; pair < pairs.size(); pair++) {
      for (RatioKind kind : RatioKind.values()) {
        Arrays.fill(influences, 0);
        for (int probe = 0; probe < probes; probe++) {
          double influence = influence(before, after, pair, probe, kind);
          influences[probe] = influence;
          squares[at(pair, probe, kind)] += influence * influence;
          cubes[at(pair, probe, kind)] += influence * influence * influence;
        }
        for (int family = 0; family < families.size(); family++) {
          double sum = 0;
          for (int probe : families.get(family)) {
            sum += counted[at(pair, probe, kind)] ? influences[probe] : 0;
          }
          familySquares[familyAt(pair, family, kind)] += sum * sum;
          familyCubes[familyAt(pair, family, kind)] += sum * sum * sum;
        }
      }
    }
  }

  private int familyAt(int pair, int family, RatioKind kind) {
    return (pair * families.size() + family) * KINDS + kind.ordinal();
  }

  private double influence(ImageRow before, ImageRow after, int pair, int probe, RatioKind kind) {
    PairedRatios ratio = ratios[at(pair, probe, kind)];
    if (ratio == null || ratio.isSame() || !ratio.isDefined()) {
      return 0;
    }
    int one = pairs.get(pair).before();
    int two = pairs.get(pair).after();
    return ratio.influence(
        kind.loss(before, one, probe),
        kind.distance(before, one, probe),
        kind.loss(after, two, probe),
        kind.distance(after, two, probe));
  }

  /** The difference of a score under one probe; none where the records do not hold it. */
  Optional<PairedDifference> difference(int pair, int probe, ScoreId score) {
    Optional<RatioKind> kind = RatioKind.of(score);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    int at = at(pair, probe, kind.get());
    PairedRatios ratio = ratios[at];
    if (ratio == null || !ratio.isDefined()) {
      return Optional.empty();
    }
    if (ratio.isSame()) {
      return Optional.of(PairedDifference.none(images));
    }
    double difference = ratio.after() - ratio.before();
    return score == ScoreId.LOSS
        ? PairedDifference.ofInfluences(-difference, squares[at], -cubes[at], 0, images)
        : PairedDifference.ofInfluences(difference, squares[at], cubes[at], 0, images);
  }

  /** The difference of a score's mean over a family's probes, where both results measured it. */
  Optional<PairedDifference> familyDifference(int pair, int family, ScoreId score) {
    Optional<RatioKind> kind = RatioKind.of(score).filter(found -> found.score() == score);
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    double sum = 0;
    int count = 0;
    boolean same = true;
    for (int probe : families.get(family)) {
      int at = at(pair, probe, kind.get());
      PairedRatios ratio = ratios[at];
      if (counted[at] && (ratio == null || !ratio.isDefined())) {
        return Optional.empty();
      }
      if (counted[at] && ratio != null) {
        sum += ratio.after() - ratio.before();
        same &= ratio.isSame();
        count++;
      }
    }
    if (count == 0 || same) {
      return count == 0 ? Optional.empty() : Optional.of(PairedDifference.none(images));
    }
    int at = familyAt(pair, family, kind.get());
    double spread = familySquares[at] / count / count;
    double tail = familyCubes[at] / count / count / count;
    return PairedDifference.ofInfluences(sum / count, spread, tail, 0, images);
  }

  /**
   * Holds the records against the scores of their results, where all of their images were walked.
   *
   * @throws InputException where they are not the records of these numbers
   */
  void requireScores(Measured before, ScoreTable first, Measured after, ScoreTable second) {
    for (int pair = 0; pair < pairs.size(); pair++) {
      for (int probe = 0; probe < probes; probe++) {
        for (RatioKind kind : RatioKind.values()) {
          PairedRatios ratio = ratios[at(pair, probe, kind)];
          if (ratio != null && ratio.isDefined()) {
            LayerMatching.Pair layers = pairs.get(pair);
            if (images == before.result().plan().images()) {
              require(before, first, layers.before(), probe, kind, ratio.before());
            }
            if (images == after.result().plan().images()) {
              require(after, second, layers.after(), probe, kind, ratio.after());
            }
          }
        }
      }
    }
  }

  private static void require(
      Measured measured, ScoreTable table, int layer, int probe, RatioKind kind, double found) {
    Optional<Outcome> stated = table.outcome(layer, probe, kind.score());
    if (stated.isPresent()
        && stated.get() instanceof Outcome.Measured score
        && Math.abs(found - score.value()) > TOLERANCE * (1 + Math.abs(score.value()))) {
      throw InputException.input(
          measured.file().getFileName()
              + " and its records disagree: the "
              + kind.score().id()
              + " of layer "
              + measured.result().layers().get(layer).name()
              + " under "
              + measured.result().probes().get(probe).id()
              + " is "
              + score.value()
              + " in the result and "
              + found
              + " in the records.",
          "One of the two was changed after the audit: audit again.");
    }
  }
}
