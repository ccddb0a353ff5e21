package dev.gimbal.report.html;

import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Words;
import dev.gimbal.report.gate.GateText;
import dev.gimbal.report.html.GateView.CaseRow;
import dev.gimbal.report.html.GateView.RuleDetails;
import dev.gimbal.report.html.PageView.Cell;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.GateResult.Case;
import dev.gimbal.result.GateResult.SuppressionState;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a policy made of the result: verdict, rules, everything that did not pass, suppressions. */
final class GateSection {
  private static final int MOST_CASES = 200;
  private static final int LONGEST_SENTENCE = 2000;

  private final AuditResult result;

  GateSection(AuditResult result) {
    this.result = result;
  }

  /** The section, where the result has a gate. */
  Optional<GateView> view() {
    return result
        .gate()
        .map(
            gate ->
                new GateView(
                    gate.verdict().name(),
                    sentence(gate),
                    sentences(gate.notes()),
                    rules(gate),
                    gate.rules().stream()
                        .filter(GateSection::hasDetails)
                        .map(rule -> details(gate, rule))
                        .toList(),
                    suppressions(gate)));
  }

  private static String sentence(GateResult gate) {
    return "Policy "
        + SafeText.of(gate.policy())
        + ", "
        + Numbers.count(gate.rules().size(), "rule")
        + (gate.sha256().isEmpty() ? "" : ", sha256 " + SafeText.of(gate.sha256()));
  }

  private static List<String> sentences(List<String> notes) {
    return notes.stream().map(note -> SafeText.of(note, LONGEST_SENTENCE)).toList();
  }

  private static PageView.Table rules(GateResult gate) {
    TableBuilder table =
        new TableBuilder(
            "Rules",
            List.of(
                "rule",
                "verdict",
                "passed",
                "violated",
                "undecided",
                "suppressed",
                "expected",
                "level",
                "score",
                "of",
                "probes",
                "compared by",
                "not applicable"));
    for (RuleOutcome rule : gate.rules()) {
      table.row(
          List.of(
              TableBuilder.name(rule.id()),
              verdict(rule.verdict()),
              TableBuilder.number(
                  Numbers.whole(rule.passed()) + " of " + Numbers.whole(rule.compared())),
              TableBuilder.number(Numbers.whole(rule.activeViolations())),
              TableBuilder.number(Numbers.whole(rule.activeUndecided())),
              TableBuilder.number(Numbers.whole(rule.suppressed())),
              TableBuilder.text(SafeText.of(rule.expected())),
              TableBuilder.text(SafeText.of(rule.level())),
              TableBuilder.text(SafeText.of(rule.score())),
              TableBuilder.text(SafeText.of(rule.on())),
              TableBuilder.text(SafeText.of(rule.probes())),
              TableBuilder.text(SafeText.of(rule.compare()) + ", " + rule.confidence()),
              TableBuilder.number(Numbers.whole(rule.notApplicable()))));
    }
    return table.build();
  }

  private static Cell verdict(Verdict verdict) {
    return new Cell(verdict.name(), "verdict-" + verdict.name().toLowerCase(Locale.ROOT));
  }

  private static boolean hasDetails(RuleOutcome rule) {
    return !rule.violations().isEmpty() || !rule.undecided().isEmpty() || !rule.notes().isEmpty();
  }

  private RuleDetails details(GateResult gate, RuleOutcome rule) {
    List<CaseRow> rows = new ArrayList<>();
    rule.violations().stream()
        .limit(MOST_CASES)
        .forEach(found -> rows.add(row(gate, found, "violated")));
    rule.undecided().stream()
        .limit(MOST_CASES - rows.size())
        .forEach(found -> rows.add(row(gate, found, "undecided")));
    int all = rule.violations().size() + rule.undecided().size();
    return new RuleDetails(
        rule.verdict() + " " + SafeText.of(rule.id()) + ": " + SafeText.of(rule.expected()),
        rule.verdict() == Verdict.FAIL || rule.verdict() == Verdict.INCONCLUSIVE,
        sentences(rule.notes()),
        rows,
        all > rows.size()
            ? Numbers.whole(all - rows.size()) + " more are in the result file; all count."
            : "");
  }

  private CaseRow row(GateResult gate, Case found, String state) {
    String owner =
        found
            .suppression()
            .map(index -> gate.suppressions().get(index))
            .map(by -> " (suppressed until " + by.expires() + " by " + by.owner() + ")")
            .orElse("");
    String target =
        found.layer().map(i -> result.layers().get(i).name()).or(found::output).orElse("");
    String images =
        found
            .imagesToDecide()
            .map(n -> "; about " + Numbers.whole(n) + " images would decide")
            .orElse("");
    return new CaseRow(
        state + SafeText.of(owner),
        owner.isEmpty() ? "gate-" + state : "gate-suppressed",
        SafeText.of(target),
        found.layer().map(i -> "#layer-" + i).orElse(""),
        SafeText.of(
            found.probe().map(i -> result.probes().get(i).id()).or(found::orbit).orElse("")),
        number(found),
        SafeText.of(found.reason(), LONGEST_SENTENCE) + images);
  }

  private static String number(Case found) {
    if (!(found.found() instanceof Outcome.Measured measured)) {
      return Words.status(found.found());
    }
    return GateText.score(found, measured) + ", n = " + Numbers.whole(measured.n());
  }

  private static PageView.Table suppressions(GateResult gate) {
    TableBuilder table =
        new TableBuilder(
            "Suppressions",
            List.of("rule", "layers or outputs", "state", "cases", "owner", "expires", "reason"));
    for (SuppressionState state : gate.suppressions()) {
      table.row(
          List.of(
              TableBuilder.name(state.rule()),
              TableBuilder.name(String.join(", ", state.layers())),
              TableBuilder.text(SafeText.of(state.state())),
              TableBuilder.number(Numbers.whole(state.cases())),
              TableBuilder.name(state.owner()),
              TableBuilder.text(SafeText.of(state.expires())),
              TableBuilder.name(state.reason())));
    }
    return table.build();
  }
}
