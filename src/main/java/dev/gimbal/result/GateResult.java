package dev.gimbal.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a policy made of a result: from every score, not from what a page or a terminal shows.
 *
 * @param policy name of the policy file
 * @param sha256 of the policy file's bytes
 * @param verdict over all rules; never SKIPPED
 * @param rules in the policy's order, inherited ones first
 * @param suppressions in the policy's order
 * @param inBaseline what the policy's own rules find in the baseline, where there is one
 * @param notes what else there is to say
 */
public record GateResult(
    String policy,
    String sha256,
    Verdict verdict,
    List<RuleOutcome> rules,
    List<SuppressionState> suppressions,
    Optional<List<EarlierFinding>> inBaseline,
    List<String> notes) {

  /**
   * What became of one suppression.
   *
   * @param rule id of the rule whose cases it covers
   * @param layers patterns of layers, or of outputs
   * @param expires last day on which it holds, ISO 8601
   * @param state {@code used}, {@code unused} or {@code expired}; an expired one covers nothing
   * @param cases that it covers; of an expired one those that it would cover
   */
  public record SuppressionState(
      String rule,
      List<String> layers,
      String reason,
      String owner,
      String expires,
      String state,
      int cases) {
    public SuppressionState {
      layers = List.copyOf(layers);
      Objects.requireNonNull(rule);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(owner);
      Objects.requireNonNull(expires);
      Objects.requireNonNull(state);
    }
  }

  /**
   * One comparison that did not pass.
   *
   * @param layer index of the layer, for rules on layers
   * @param output name of the output, for rules on outputs
   * @param probe index of the probe; none for scores over an orbit
   * @param orbit name of the orbit, for scores over one
   * @param found the score with the interval that was compared, or the state that was judged
   * @param limit that it was held against, such as {@code min 0.95}; empty for a state
   * @param shown the score at the limit's precision, rounded towards the failing side
   * @param reason in words
   * @param imagesToDecide forecast of the images that would decide it, for undecided ones
   * @param suppression index of the suppression that covers it
   */
  public record Case(
      Optional<Integer> layer,
      Optional<String> output,
      Optional<Integer> probe,
      Optional<String> orbit,
      Outcome found,
      String limit,
      String shown,
      String reason,
      Optional<Long> imagesToDecide,
      Optional<Integer> suppression) {
    public Case {
      Objects.requireNonNull(layer);
      Objects.requireNonNull(output);
      Objects.requireNonNull(probe);
      Objects.requireNonNull(orbit);
      Objects.requireNonNull(found);
      Objects.requireNonNull(limit);
      Objects.requireNonNull(shown);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(imagesToDecide);
      Objects.requireNonNull(suppression);
    }

    /** The score as it is printed, or in words the state in its place. */
    public String reading() {
      return shown.isEmpty() ? reason : shown;
    }
  }

  public GateResult {
    rules = List.copyOf(rules);
    suppressions = List.copyOf(suppressions);
    inBaseline = inBaseline.map(List::copyOf);
    notes = List.copyOf(notes);
    Objects.requireNonNull(policy);
    Objects.requireNonNull(sha256);
    if (verdict == Verdict.SKIPPED) {
      throw new IllegalArgumentException("a gate cannot be skipped");
    }
    Objects.requireNonNull(verdict);
  }
}
