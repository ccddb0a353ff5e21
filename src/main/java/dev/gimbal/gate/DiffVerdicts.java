package dev.gimbal.gate;

import dev.gimbal.gate.BaselineDrops.Compared;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.ScoreVerdict;
import dev.gimbal.gate.compare.ScoreVerdicts;
import dev.gimbal.gate.compare.ScoreVerdicts.Key;
import dev.gimbal.gate.policy.BaselineRule;
import dev.gimbal.gate.policy.Limit;
import dev.gimbal.stats.DropTest;
import dev.gimbal.stats.DropTest.Answer;
import dev.gimbal.stats.DropTest.Ruling;
import dev.gimbal.stats.PairedDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says of the scores that a baseline gate tests whether they fell, rose or stayed: the gate's own
 * test, once on the drops and once on the rises. What the gate fails is worse here, at the same
 * margin and alpha.
 */
public final class DiffVerdicts {
  private final Comparison comparison;
  private final DropTest test;

  private DiffVerdicts(Comparison comparison, DropTest test) {
    this.comparison = comparison;
    this.test = test;
  }

  /** The margin that a baseline gate has where nothing else is asked for. */
  public static Limit defaultMargin() {
    return BaselineRule.DEFAULT_MAX_DROP;
  }

  /**
   * The verdicts, at the gate's usual alpha. Without records on both sides nothing is decided but
   * numbers that became none.
   *
   * @param margin largest difference that counts as none, at least 0
   */
  public static ScoreVerdicts of(Comparison comparison, double margin) {
    double alpha = BaselineRule.DEFAULT_ALPHA;
    return new DiffVerdicts(comparison, new DropTest(margin, alpha)).evaluate();
  }

  private ScoreVerdicts evaluate() {
    Map<Key, ScoreVerdict> verdicts = new LinkedHashMap<>();
    List<Compared> main = new ArrayList<>();
    List<Compared> single = new ArrayList<>();
    for (Compared compared : BaselineDrops.of(comparison)) {
      switch (compared.role()) {
        case LOST -> verdicts.put(key(compared), ScoreVerdict.WORSE);
        case UNPAIRED -> verdicts.put(key(compared), ScoreVerdict.UNDECIDED);
        case MAIN -> {
          // Holds the place in the order of computation until the tests have spoken.
          verdicts.put(key(compared), ScoreVerdict.UNDECIDED);
          main.add(compared);
        }
        case SINGLE -> single.add(compared);
        case NEVER_MEASURED, UNTESTED -> {}
      }
    }
    List<Ruling> drops = test.of(paired(main, false), paired(single, false));
    List<Ruling> rises = test.of(paired(main, true), paired(single, true));
    for (int i = 0; i < drops.size(); i++) {
      boolean isMain = i < main.size();
      Compared compared = isMain ? main.get(i) : single.get(i - main.size());
      ScoreVerdict verdict = verdict(drops.get(i).answer(), rises.get(i).answer());
      // A single score that did not move far says nothing, as in the gate.
      if (isMain || verdict != ScoreVerdict.SAME) {
        verdicts.put(key(compared), verdict);
      }
    }
    return new ScoreVerdicts(test.limit(), test.alpha(), verdicts);
  }

  private static ScoreVerdict verdict(Answer drop, Answer rise) {
    if (drop == Answer.EXCEEDED) {
      return ScoreVerdict.WORSE;
    }
    if (rise == Answer.EXCEEDED) {
      return ScoreVerdict.IMPROVED;
    }
    boolean within = drop == Answer.PASSED && rise == Answer.PASSED;
    return within ? ScoreVerdict.SAME : ScoreVerdict.UNDECIDED;
  }

  private static List<PairedDifference> paired(List<Compared> compared, boolean reversed) {
    return compared.stream()
        .map(found -> found.change().paired().orElseThrow())
        .map(found -> reversed ? found.reversed() : found)
        .toList();
  }

  private Key key(Compared compared) {
    String scope =
        compared
            .probe()
            .map(probe -> comparison.before().result().probes().get(probe).id())
            .or(compared::orbit)
            .orElse(CaseGroup.ALL);
    return new Key(compared.output(), compared.layer(), scope, compared.score());
  }
}
