package dev.gimbal.report.html;

import java.util.List;

/**
 * What the templates see of a gate: text that is ready to be placed.
 *
 * @param verdict one word
 * @param sentence which policy and how many rules
 * @param notes warnings and what else there is to say
 * @param rules one row a rule
 * @param details rules with violations or undecided comparisons
 * @param suppressions one row a suppression
 */
record GateView(
    String verdict,
    String sentence,
    List<String> notes,
    PageView.Table rules,
    List<RuleDetails> details,
    PageView.Table suppressions) {

  /**
   * What did not pass in one rule.
   *
   * @param open whether it is unfolded
   * @param more how many comparisons are left out; empty for none
   */
  record RuleDetails(
      String heading, boolean open, List<String> notes, List<CaseRow> cases, String more) {}

  /**
   * One comparison.
   *
   * @param state violated, undecided, or suppressed
   * @param target name of the layer or output
   * @param link to the layer; empty for outputs
   */
  record CaseRow(
      String state,
      String cssClass,
      String target,
      String link,
      String probe,
      String found,
      String reason) {}
}
