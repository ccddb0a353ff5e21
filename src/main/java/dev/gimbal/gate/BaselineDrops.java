package dev.gimbal.gate;

import dev.gimbal.gate.compare.Change;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.LayerDifferences;
import dev.gimbal.gate.compare.LayerMatching;
import dev.gimbal.gate.compare.OutputChange;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The scores that a baseline is compared on: of each layer the mean over every family of its
 * equivariance (of its invariance, where it has no equivariance), of outputs those over a family;
 * and each probe on its own. Of a vector within the network only the means: that it keeps still
 * under one probe is a means to an answer, and the answers are compared under every probe.
 */
final class BaselineDrops {
  private static final Set<String> ORBIT_SCORES =
      Set.of("referenceAccuracy", "consistencyMean", OutputChange.WHERE_BOTH_RIGHT);
  private static final Set<String> WHOLE_PROBE_SCORES = Set.of("argmaxAgreement", "cosine");
  private static final Set<String> SINGLE_SCORES = Set.of("consistency", "accuracy");

  /**
   * A score in both results.
   *
   * @param layer index in the later result; none for outputs
   * @param output name in the baseline; none for layers
   * @param main whether it must pass, or only must not exceed
   */
  record Compared(
      String score,
      Optional<Integer> layer,
      Optional<String> output,
      Optional<Integer> probe,
      Optional<String> orbit,
      Change change,
      boolean main) {
    Role role() {
      if (!(change.before() instanceof Outcome.Measured)) {
        return Role.NEVER_MEASURED;
      }
      if (!(change.after() instanceof Outcome.Measured)) {
        return Role.LOST;
      }
      if (change.paired().isPresent()) {
        return main ? Role.MAIN : Role.SINGLE;
      }
      return main ? Role.UNPAIRED : Role.UNTESTED;
    }
  }

  /** What a compared score is good for. */
  enum Role {
    /** No number in the baseline: no loss. */
    NEVER_MEASURED,
    /** A number that became none. */
    LOST,
    /** Tested, and must pass. */
    MAIN,
    /** Tested, and must not exceed. */
    SINGLE,
    /** Must pass, and its images cannot be told apart. */
    UNPAIRED,
    /** Need not pass, and its images cannot be told apart. */
    UNTESTED
  }

  private final Comparison comparison;
  private final AuditResult before;
  private final List<Compared> all = new ArrayList<>();

  private BaselineDrops(Comparison comparison) {
    this.comparison = comparison;
    this.before = comparison.before().result();
  }

  /** All compared scores: outputs first, then layers in the order of computation. */
  static List<Compared> of(Comparison comparison) {
    BaselineDrops drops = new BaselineDrops(comparison);
    comparison.outputs().forEach(drops::output);
    for (int pair = 0; pair < comparison.layers().pairs().size(); pair++) {
      if (comparison.layers().pairs().get(pair).before() > 0) {
        drops.layer(pair);
      }
    }
    return drops.all;
  }

  private void output(OutputChange output) {
    boolean probed = output.probe().isPresent();
    boolean main =
        probed
            ? WHOLE_PROBE_SCORES.contains(output.score())
            : ORBIT_SCORES.contains(output.score()) && isFamilyOrAccuracy(output);
    boolean single = probed && SINGLE_SCORES.contains(output.score());
    if (main || single) {
      all.add(
          new Compared(
              output.score(),
              Optional.empty(),
              Optional.of(output.output()),
              output.probe(),
              probed ? Optional.empty() : Optional.of(output.scope()),
              output.change(),
              main));
    }
  }

  /** The orbit of all families together would count every family a second time. */
  private boolean isFamilyOrAccuracy(OutputChange output) {
    return output.score().equals("referenceAccuracy")
        || before.probes().stream().anyMatch(probe -> probe.family().equals(output.scope()));
  }

  private void layer(int pair) {
    LayerDifferences differences = comparison.layerDifferences();
    ScoreId score = hasEquivariance(pair) ? ScoreId.EQUIVARIANCE : ScoreId.INVARIANCE;
    for (String family : differences.families()) {
      differences
          .familyChange(pair, family, score)
          .ifPresent(change -> add(pair, score, Optional.empty(), Optional.of(family), change));
    }
    if (score == ScoreId.INVARIANCE && !isOutput(pair)) {
      return;
    }
    for (int probe = 0; probe < before.probes().size(); probe++) {
      if (!before.probes().get(probe).keepsImage()) {
        Optional<Integer> index = Optional.of(probe);
        differences
            .change(pair, probe, score)
            .ifPresent(change -> add(pair, score, index, Optional.empty(), change));
      }
    }
  }

  private boolean isOutput(int pair) {
    String name = before.layers().get(comparison.layers().pairs().get(pair).before()).name();
    return before.outputs().stream().anyMatch(output -> output.name().equals(name));
  }

  private boolean hasEquivariance(int pair) {
    for (int probe = 0; probe < before.probes().size(); probe++) {
      Optional<Change> change =
          comparison.layerDifferences().change(pair, probe, ScoreId.EQUIVARIANCE);
      if (change.isPresent() && change.get().before() instanceof Outcome.Measured) {
        return true;
      }
    }
    return false;
  }

  private void add(
      int pair, ScoreId score, Optional<Integer> probe, Optional<String> family, Change change) {
    LayerMatching.Pair layers = comparison.layers().pairs().get(pair);
    all.add(
        new Compared(
            score.id(),
            Optional.of(layers.after()),
            Optional.empty(),
            probe,
            family,
            change,
            family.isPresent()));
  }
}
