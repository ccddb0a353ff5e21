package dev.gimbal.testing;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether two ways of scoring the same audit agree: every score within 3 noise floors and 1e-4 of
 * its loss (a part of a loss: of the whole), and every state exactly.
 */
public final class ScorerAgreement {
  private static final Set<ScoreId> SCORES =
      Set.of(
          ScoreId.INVARIANCE,
          ScoreId.INVARIANCE_BALANCED,
          ScoreId.EQUIVARIANCE,
          ScoreId.EQUIVARIANCE_BALANCED);
  private static final double FLOORS = 3;
  private static final double SHARE = 1e-4;

  private final AuditResult some;
  private final AuditResult others;
  private final ScoreTable floors;
  private final List<String> differences = new ArrayList<>();
  private double worst;
  private int compared;

  private ScorerAgreement(AuditResult some, AuditResult others) {
    this.some = some;
    this.others = others;
    floors = new ScoreTable(some.scores());
  }

  /** Compares everything that layers' scores say. */
  public static ScorerAgreement of(Readings some, Readings others) {
    ScorerAgreement agreement = new ScorerAgreement(some.result(), others.result());
    agreement.compareScores();
    agreement.compareChannels();
    return agreement;
  }

  /** What differs by more than it may, or in its state. */
  public List<String> differences() {
    return differences;
  }

  /** The largest difference as a share of what is allowed. */
  public double worst() {
    return worst;
  }

  /** Numbers compared. */
  public int compared() {
    return compared;
  }

  private void compareScores() {
    if (some.scores().size() != others.scores().size()) {
      differences.add(some.scores().size() + " scores against " + others.scores().size());
      return;
    }
    for (int k = 0; k < some.scores().size(); k++) {
      LayerScore one = some.scores().get(k);
      LayerScore other = others.scores().get(k);
      String where =
          "%s of %s under %s"
              .formatted(
                  one.score(),
                  some.layers().get(one.layer()).name(),
                  some.probes().get(one.probe()).id());
      double floor = measured(one, ScoreId.NOISE_FLOOR, 0);
      double loss =
          SCORES.contains(one.score()) ? Double.NaN : Math.max(0, measured(one, ScoreId.LOSS, 0));
      compare(where, one.outcome(), other.outcome(), floor, loss, SCORES.contains(one.score()));
    }
  }

  private double measured(LayerScore like, ScoreId score, double otherwise) {
    return floors.outcome(like.layer(), like.probe(), score).orElse(Outcome.notApplicable(""))
            instanceof Outcome.Measured found
        ? found.value()
        : otherwise;
  }

  private void compareChannels() {
    if (some.channels().size() != others.channels().size()) {
      differences.add(some.channels().size() + " channel rows against " + others.channels().size());
      return;
    }
    for (int k = 0; k < some.channels().size(); k++) {
      ChannelScores one = some.channels().get(k);
      ChannelScores other = others.channels().get(k);
      for (int channel = 0; channel < one.values().size(); channel++) {
        String where =
            "channel %d of %s, %s %s"
                .formatted(
                    channel, some.layers().get(one.layer()).name(), one.family(), one.score());
        compare(
            where, one.values().get(channel), other.values().get(channel), 1e-6, Double.NaN, true);
      }
    }
  }

  private void compare(
      String where, Outcome one, Outcome other, double floor, double loss, boolean isScore) {
    compared++;
    if (one instanceof Outcome.Measured a && other instanceof Outcome.Measured b) {
      double own = Math.abs(isScore ? 1 - a.value() : a.value());
      double allowed = FLOORS * floor + SHARE * (Double.isNaN(loss) ? own : Math.max(own, loss));
      double difference = Math.abs(a.value() - b.value());
      worst = Math.max(worst, difference / allowed);
      if (!(difference <= allowed)) {
        differences.add(
            String.format(
                Locale.ROOT,
                "%s: %.9g against %.9g, %.2g allowed",
                where,
                a.value(),
                b.value(),
                allowed));
      }
    } else if (!one.equals(other)) {
      differences.add(where + ": " + one + " against " + other);
    }
  }
}
