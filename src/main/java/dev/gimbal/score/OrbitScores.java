package dev.gimbal.score;

import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.stats.Bounds;
import dev.gimbal.stats.ImageBootstrap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The scores of a classes output over whole orbits; the image is the sampling unit. */
final class OrbitScores {
  private static final String ALL = "all";

  private final List<ProbeInfo> probes;
  private final ClassReferences references;
  private final ClassCells cells;
  private final long seed;
  private final boolean resampled;

  /**
   * Prepares.
   *
   * @param resampled whether means over orbits get their bootstrap intervals
   */
  OrbitScores(
      List<ProbeInfo> probes,
      ClassReferences references,
      ClassCells cells,
      long seed,
      boolean resampled) {
    this.probes = probes;
    this.references = references;
    this.cells = cells;
    this.seed = seed;
    this.resampled = resampled;
  }

  List<OrbitScore> all() {
    Map<String, List<Integer>> orbits = new LinkedHashMap<>();
    List<Integer> everything = new ArrayList<>();
    for (int probe = 0; probe < probes.size(); probe++) {
      orbits.computeIfAbsent(probes.get(probe).family(), unused -> new ArrayList<>()).add(probe);
      everything.add(probe);
    }
    List<OrbitScore> scores = new ArrayList<>();
    orbits.forEach((orbit, members) -> addConsistency(scores, orbit, members));
    List<Integer> translations = orbits.getOrDefault("translation", List.of());
    if (!translations.isEmpty()) {
      scores.add(flipRate(translations));
    }
    if (orbits.size() > 1) {
      addConsistency(scores, ALL, everything);
    }
    scores.add(referenceAccuracy());
    scores.add(chanceAgreement());
    scores.add(ties());
    return scores;
  }

  private void addConsistency(List<OrbitScore> scores, String orbit, List<Integer> members) {
    Optional<Outcome> trouble = trouble(members);
    List<Double> shares = new ArrayList<>();
    int perfect = 0;
    for (int image = 0; image < cells.images(); image++) {
      if (isComplete(image, members)) {
        double share = consistentShare(image, members);
        shares.add(share);
        perfect += share == 1 ? 1 : 0;
      }
    }
    int flawless = perfect;
    Outcome mean = trouble.orElseGet(() -> meanShare(shares));
    Outcome worst =
        trouble.orElseGet(
            () ->
                shares.isEmpty()
                    ? references.missing()
                    : OutputOutcomes.share(flawless, shares.size()));
    String note =
        members.size()
            + " probes, orbit "
            + OrbitHash.of(members.stream().map(probes::get).toList());
    scores.add(new OrbitScore(orbit, "consistencyMean", mean, note));
    scores.add(new OrbitScore(orbit, "consistencyWorst", worst, note));
  }

  private Outcome meanShare(List<Double> shares) {
    if (shares.isEmpty()) {
      return references.missing();
    }
    double[] perImage = shares.stream().mapToDouble(Double::doubleValue).toArray();
    double mean = shares.stream().mapToDouble(Double::doubleValue).sum() / perImage.length;
    Optional<Bounds> interval =
        resampled ? ImageBootstrap.shareInterval(perImage, seed) : Optional.empty();
    return OutputOutcomes.of(mean, interval, perImage.length);
  }

  private double consistentShare(int image, List<Integer> members) {
    int consistent = 0;
    for (int probe : members) {
      consistent += cells.top(image, probe) == references.tops()[image] ? 1 : 0;
    }
    return (double) consistent / members.size();
  }

  private OrbitScore flipRate(List<Integer> translations) {
    ShiftPairs pairs = ShiftPairs.of(probes, translations);
    String note = pairs.size() + " pairs of probes 1 px apart";
    if (pairs.size() == 0) {
      Outcome none = Outcome.notApplicable("no two probes are 1 px apart");
      return new OrbitScore("translation", "flipRate", none, note);
    }
    Outcome outcome = trouble(translations).orElseGet(() -> flips(pairs, translations));
    return new OrbitScore("translation", "flipRate", outcome, note);
  }

  private Outcome flips(ShiftPairs pairs, List<Integer> translations) {
    List<Double> steady = new ArrayList<>();
    for (int image = 0; image < cells.images(); image++) {
      if (isComplete(image, translations)) {
        int reference = references.tops()[image];
        int row = image;
        steady.add(1 - pairs.flipShare(reference, probe -> cells.top(row, probe)));
      }
    }
    return meanShare(steady) instanceof Outcome.Measured stays
        ? OutputOutcomes.of(
            1 - stays.value(),
            stays.interval().map(b -> new Bounds(1 - b.hi(), 1 - b.lo())),
            stays.n())
        : references.missing();
  }

  private OrbitScore referenceAccuracy() {
    int labelled = 0;
    int right = 0;
    for (int image = 0; image < cells.images(); image++) {
      labelled += references.hasLabel(image) ? 1 : 0;
      right += references.isRight(image) ? 1 : 0;
    }
    Outcome outcome;
    if (!references.isLabelled()) {
      outcome = Outcome.notApplicable("the images have no labels");
    } else if (labelled == 0 || references.broken() > 0) {
      outcome = references.missing();
    } else {
      outcome = OutputOutcomes.share(right, labelled);
    }
    return new OrbitScore(ALL, "referenceAccuracy", outcome, "");
  }

  private OrbitScore chanceAgreement() {
    OptionalDouble chance = references.chanceAgreement();
    Outcome outcome;
    if (references.broken() > 0) {
      outcome = references.missing();
    } else if (chance.isEmpty()) {
      outcome = Outcome.notApplicable("chance agreement needs two images");
    } else {
      outcome = Outcome.measured(chance.getAsDouble(), references.measured());
    }
    return new OrbitScore(ALL, "chanceAgreement", outcome, "between references of two images");
  }

  private OrbitScore ties() {
    int ties = references.ties();
    int rows = references.measured();
    for (int image = 0; image < cells.images(); image++) {
      for (int probe = 0; probe < cells.probes(); probe++) {
        rows += cells.isMeasured(image, probe) ? 1 : 0;
        ties += cells.isTied(image, probe) ? 1 : 0;
      }
    }
    return new OrbitScore(
        ALL, "ties", Outcome.measured(ties, rows), "rows with a tied maximum; n counts rows");
  }

  private boolean isComplete(int image, List<Integer> members) {
    return references.tops()[image] >= 0
        && members.stream().allMatch(probe -> cells.isMeasured(image, probe));
  }

  private Optional<Outcome> trouble(List<Integer> members) {
    for (int probe : members) {
      int image = cells.firstFailed(probe);
      if (image >= 0) {
        return Optional.of(
            new Outcome.Failed(
                "the output holds NaN or infinity for image "
                    + image
                    + " under "
                    + probes.get(probe).id()));
      }
    }
    return references.broken() > 0 ? Optional.of(references.missing()) : Optional.empty();
  }
}
