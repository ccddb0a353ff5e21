package dev.gimbal.score;

import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.MeanAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/** The scores of a classes output under single probes. */
final class ClassScores {
  private final int classes;
  private final ClassReferences references;
  private final ClassCells cells;
  private final OptionalDouble chance;

  ClassScores(int classes, ClassReferences references, ClassCells cells) {
    this.classes = classes;
    this.references = references;
    this.cells = cells;
    chance = references.chanceAgreement();
  }

  List<ProbeScore> perProbe() {
    List<ProbeScore> scores = new ArrayList<>();
    for (int probe = 0; probe < cells.probes(); probe++) {
      add(scores, probe);
    }
    return scores;
  }

  private void add(List<ProbeScore> scores, int probe) {
    IntPredicate any = image -> true;
    Outcome consistency = share(probe, any, image -> isConsistent(image, probe));
    scores.add(new ProbeScore(probe, "consistency", consistency));
    scores.add(new ProbeScore(probe, "topFive", topFive(probe)));
    scores.add(new ProbeScore(probe, "chanceCorrectedConsistency", corrected(consistency)));
    scores.add(new ProbeScore(probe, "probabilityDropMean", meanDrop(probe)));
    scores.add(new ProbeScore(probe, "probabilityDropWorst", worstDrop(probe)));
    scores.add(new ProbeScore(probe, "jensenShannonBits", jensenShannon(probe)));
    if (references.isLabelled()) {
      IntPredicate right = image -> cells.top(image, probe) == references.labels()[image];
      scores.add(new ProbeScore(probe, "accuracy", share(probe, references::hasLabel, right)));
      scores.add(
          new ProbeScore(
              probe,
              "consistencyWhereRight",
              share(probe, references::isRight, image -> isConsistent(image, probe))));
    }
  }

  private boolean isConsistent(int image, int probe) {
    return cells.top(image, probe) == references.tops()[image];
  }

  private Outcome topFive(int probe) {
    if (classes <= ClassCells.FIVE) {
      return Outcome.notApplicable("the output has " + classes + " classes, five or fewer");
    }
    return share(probe, image -> true, image -> cells.isAmongFive(image, probe));
  }

  private Outcome corrected(Outcome consistency) {
    if (!(consistency instanceof Outcome.Measured measured)) {
      return consistency;
    }
    if (chance.isEmpty()) {
      return Outcome.notApplicable("chance agreement needs two images");
    }
    double agreement = chance.getAsDouble();
    if (agreement == 1) {
      return Outcome.notApplicable("the top-1 class is the same for all images");
    }
    return new Outcome.Measured(
        (measured.value() - agreement) / (1 - agreement),
        measured
            .interval()
            .map(
                bounds ->
                    new Interval(
                        (bounds.lo() - agreement) / (1 - agreement),
                        (bounds.hi() - agreement) / (1 - agreement))),
        measured.n());
  }

  private Outcome meanDrop(int probe) {
    MeanAccumulator mean = new MeanAccumulator();
    Optional<Outcome> trouble =
        forEach(probe, image -> true, image -> mean.accept(cells.drop(image, probe)));
    return trouble.orElseGet(() -> outcome(mean, mean.interval()));
  }

  private Outcome worstDrop(int probe) {
    double[] worst = {Double.NEGATIVE_INFINITY};
    int[] count = {0};
    Optional<Outcome> trouble =
        forEach(
            probe,
            image -> true,
            image -> {
              worst[0] = Math.max(worst[0], cells.drop(image, probe));
              count[0]++;
            });
    return trouble.orElseGet(() -> Outcome.measured(worst[0], count[0]));
  }

  private Outcome jensenShannon(int probe) {
    MeanAccumulator mean = new MeanAccumulator();
    Optional<Outcome> trouble =
        forEach(probe, image -> true, image -> mean.accept(cells.divergence(image, probe)));
    return trouble.orElseGet(
        () ->
            outcome(
                mean,
                mean.interval().map(b -> new Bounds(Math.max(0, b.lo()), Math.min(1, b.hi())))));
  }

  private Outcome share(int probe, IntPredicate counted, IntPredicate success) {
    int[] successes = {0};
    int[] trials = {0};
    Optional<Outcome> trouble =
        forEach(
            probe,
            counted,
            image -> {
              trials[0]++;
              successes[0] += success.test(image) ? 1 : 0;
            });
    return trouble.orElseGet(() -> OutputOutcomes.share(successes[0], trials[0]));
  }

  /** Visits the images measured under a probe in plan order, or says why there is no score. */
  private Optional<Outcome> forEach(int probe, IntPredicate counted, IntConsumer action) {
    int failed = cells.firstFailed(probe);
    if (failed >= 0) {
      return Optional.of(
          new Outcome.Failed("the output holds NaN or infinity for image " + failed));
    }
    int visited = 0;
    for (int image = 0; image < cells.images(); image++) {
      if (cells.isMeasured(image, probe) && counted.test(image)) {
        action.accept(image);
        visited++;
      }
    }
    return visited > 0
        ? Optional.empty()
        : Optional.of(Outcome.notApplicable("no image to count under this probe"));
  }

  private static Outcome outcome(MeanAccumulator mean, Optional<Bounds> bounds) {
    return OutputOutcomes.of(mean.mean(), bounds, mean.count());
  }
}
