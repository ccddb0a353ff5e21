package dev.gimbal.gate.policy;

import dev.gimbal.notation.LayerPattern;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One rule: which scores of which layers or outputs under which probes are held against what.
 *
 * @param id unique in the policy
 * @param place file and line where it stands, for messages
 * @param patterns of layers or outputs; none means all (of the layers all but the input)
 * @param limits one, or a min and a max
 * @param confidence of the intervals that are compared, above 0 and below 1
 * @param minImages comparisons of fewer images are undecided
 * @param notApplicable what scores without meaning do
 * @param degenerate what scores of dead or constant layers do
 * @param failed what NaN, infinity and failed measurements do
 * @param nothingMatches what finding nothing to compare does: FAIL is an error in the policy
 */
public record Rule(
    String id,
    String place,
    GatedScore score,
    List<LayerPattern> patterns,
    ProbeSelector probes,
    List<Limit> limits,
    Level level,
    Comparison compare,
    double confidence,
    int minImages,
    StatusEffect notApplicable,
    StatusEffect degenerate,
    StatusEffect failed,
    StatusEffect nothingMatches) {
  public Rule {
    patterns = List.copyOf(patterns);
    limits = List.copyOf(limits);
  }

  /** What it looks at. */
  public RuleTarget target() {
    return score.target();
  }

  /** Whether fewer images than planned cannot answer it: an estimate alone has no error bound. */
  public boolean needsAllImages() {
    return compare == Comparison.POINT;
  }

  /** Its limits in words. */
  public String expected() {
    return limits.stream().map(Limit::toString).collect(Collectors.joining(", "));
  }
}
