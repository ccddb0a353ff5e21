package dev.gimbal.cli;

import dev.gimbal.report.Numbers;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What a person reads on the terminal about a gate: verdict, rules, the worst violations. */
final class GateSummary {
  private static final int SHOWN = 3;

  private final AuditResult result;
  private final GateResult gate;

  GateSummary(AuditResult result, GateResult gate) {
    this.result = result;
    this.gate = gate;
  }

  void print(PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%s %s under %s (%s)%n",
        gate.verdict(),
        Console.line(result.model().file()),
        Console.line(gate.policy()),
        counts());
    gate.rules().forEach(rule -> print(out, rule));
    gate.notes().forEach(note -> out.println("  " + Console.line(note)));
    out.flush();
  }

  private String counts() {
    StringBuilder text = new StringBuilder(Numbers.count(gate.rules().size(), "rule"));
    for (Verdict verdict : List.of(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.WARN)) {
      long count = gate.rules().stream().filter(rule -> rule.verdict() == verdict).count();
      if (count > 0) {
        text.append(", ").append(count).append(' ').append(verdict);
      }
    }
    return text.toString();
  }

  private void print(PrintStream out, RuleOutcome rule) {
    out.printf(
        Locale.ROOT,
        "  %-12s %s: %s of %s, %s, %s: %d of %d passed%s%s%n",
        rule.verdict(),
        Console.line(rule.id()),
        rule.score(),
        rule.on(),
        rule.probes(),
        rule.expected(),
        rule.passed(),
        rule.compared(),
        count(rule.undecided().size(), "undecided"),
        count(rule.suppressed(), "suppressed"));
    rule.notes().forEach(note -> out.println("      " + Console.line(note)));
    print(out, rule.violations(), "violated", "violations");
    print(out, rule.undecided(), "undecided", "undecided");
  }

  private static String count(long count, String what) {
    return count == 0 ? "" : ", " + count + " " + what;
  }

  private void print(PrintStream out, List<Case> cases, String word, String plural) {
    cases.stream().limit(SHOWN).forEach(found -> out.println("      " + word + text(found)));
    if (cases.size() > SHOWN) {
      out.println("      and " + (cases.size() - SHOWN) + " more " + plural);
    }
  }

  private String text(Case found) {
    StringBuilder text = new StringBuilder();
    if (found.suppression().isPresent()) {
      String owner = gate.suppressions().get(found.suppression().get()).owner();
      text.append(" (suppressed by ").append(Console.line(owner)).append(')');
    }
    found.output().ifPresent(name -> text.append(" ").append(Console.line(name)));
    found
        .layer()
        .ifPresent(i -> text.append(" ").append(Console.line(result.layers().get(i).name())));
    found
        .probe()
        .ifPresent(i -> text.append(", ").append(Console.line(result.probes().get(i).id())));
    found.orbit().ifPresent(orbit -> text.append(", ").append(Console.line(orbit)));
    text.append(": ");
    if (found.found() instanceof Outcome.Measured measured) {
      text.append(found.shown());
      measured.interval().ifPresent(interval -> text.append(' ').append(interval(interval)));
      text.append(", n ").append(measured.n()).append("; ");
    }
    text.append(Console.line(found.reason()));
    found
        .imagesToDecide()
        .ifPresent(images -> text.append("; about ").append(images).append(" images would decide"));
    return text.toString();
  }

  private static String interval(Interval interval) {
    return String.format(Locale.ROOT, "[%.4f, %.4f]", interval.lo(), interval.hi());
  }
}
