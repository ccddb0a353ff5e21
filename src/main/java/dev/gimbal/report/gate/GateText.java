package dev.gimbal.report.gate;

import dev.gimbal.report.SafeText;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A gate's items in plain sentences. Nothing in them controls a terminal or breaks a line; escaping
 * for a format is the format's own business.
 */
public final class GateText {
  private static final int LEAST_DECIMALS = 4;

  private final AuditResult result;
  private final GateResult gate;

  /** For a result that was held against a policy. */
  public GateText(AuditResult result) {
    this.result = result;
    this.gate = result.gate().orElseThrow();
  }

  /** Verdict, model and policy, such as {@code FAIL net.onnx under policy.yaml}. */
  public String headline() {
    return gate.verdict()
        + " "
        + SafeText.of(result.model().file())
        + " under "
        + SafeText.of(gate.policy());
  }

  /** How many rules and which verdicts they have, such as {@code 7 rules, 1 FAIL, 6 PASS}. */
  public String counts() {
    List<String> parts = new ArrayList<>();
    int all = gate.rules().size();
    parts.add(all + (all == 1 ? " rule" : " rules"));
    for (Verdict verdict :
        List.of(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.WARN, Verdict.PASS, Verdict.SKIPPED)) {
      long count = gate.rules().stream().filter(rule -> rule.verdict() == verdict).count();
      if (count > 0) {
        parts.add(count + " " + verdict);
      }
    }
    long suppressed = gate.rules().stream().mapToLong(RuleOutcome::suppressed).sum();
    if (suppressed > 0) {
      parts.add(suppressed + (suppressed == 1 ? " comparison" : " comparisons") + " suppressed");
    }
    return String.join(", ", parts);
  }

  /** What a rule asks for, such as {@code equivariance of layers, all probes, min 0.90}. */
  public static String asked(RuleOutcome rule) {
    return SafeText.of(
        rule.score() + " of " + rule.on() + ", " + rule.probes() + ", " + rule.expected());
  }

  /** The worst comparison of an item and how many more there are. */
  public String found(GateItem item) {
    StringBuilder text = new StringBuilder(probe(item.worst())).append(": ");
    text.append(number(item.worst())).append(SafeText.of(item.worst().reason()));
    item.worst()
        .imagesToDecide()
        .ifPresent(n -> text.append("; about ").append(n).append(" images would decide"));
    if (item.violated() + item.undecided() > 1) {
      text.append("; in all ").append(item.violated()).append(" violated");
      text.append(" and ").append(item.undecided()).append(" undecided");
    }
    item.suppression()
        .ifPresent(by -> text.append("; suppressed: ").append(SafeText.of(justification(by))));
    return text.toString();
  }

  /** Why something is suppressed, by whom and until when. */
  public static String justification(GateResult.SuppressionState by) {
    return by.reason() + " (" + by.owner() + ", until " + by.expires() + ")";
  }

  private String probe(Case one) {
    return SafeText.of(
        one.probe().map(i -> result.probes().get(i).id()).or(one::orbit).orElse("all probes"));
  }

  private static String number(Case one) {
    return one.found() instanceof Outcome.Measured measured
        ? score(one, measured) + ", n " + measured.n() + "; "
        : "";
  }

  /** A score and its interval, both rounded towards the failing side. */
  public static String score(Case one, Outcome.Measured measured) {
    String interval =
        measured.interval().map(i -> " " + interval(i, one.limit(), one.shown())).orElse("");
    return SafeText.of(one.shown()) + interval;
  }

  /** Both ends rounded towards the failing side, with no fewer decimals than the score. */
  private static String interval(Interval interval, String limit, String shown) {
    int point = shown.indexOf('.');
    int decimals = Math.max(LEAST_DECIMALS, point < 0 ? 0 : shown.length() - point - 1);
    RoundingMode mode = limit.startsWith("min") ? RoundingMode.FLOOR : RoundingMode.CEILING;
    return "["
        + rounded(interval.lo(), decimals, mode)
        + ", "
        + rounded(interval.hi(), decimals, mode)
        + "]";
  }

  private static String rounded(double value, int decimals, RoundingMode mode) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).setScale(decimals, mode).toPlainString()
        : String.valueOf(value);
  }
}
