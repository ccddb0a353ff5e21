package dev.gimbal.gate.compare;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Verdicts on the scores of a comparison, all tested together in either direction.
 *
 * @param margin largest difference that counts as none
 * @param alpha chance that any score is called worse wrongly, and that any is called improved
 *     wrongly
 * @param scores in the order of computation, outputs first; those that say nothing are left out
 */
public record ScoreVerdicts(double margin, double alpha, Map<Key, ScoreVerdict> scores) {
  /**
   * A score.
   *
   * @param output name in the first result, for outputs
   * @param layer index in the second result, for layers
   * @param scope id of the probe, or the family or orbit
   */
  public record Key(Optional<String> output, Optional<Integer> layer, String scope, String score) {
    /** The score of an output. */
    public static Key ofOutput(OutputChange change) {
      return new Key(
          Optional.of(change.output()), Optional.empty(), change.scope(), change.score());
    }

    /** The score of a layer. */
    public static Key ofLayer(int after, String scope, String score) {
      return new Key(Optional.empty(), Optional.of(after), scope, score);
    }
  }

  /** Which scores are summed up. */
  public enum Part {
    ALL("all"),
    OUTPUTS("outputs"),
    LAYERS("layers");

    private final String word;

    Part(String word) {
      this.word = word;
    }

    /** As JSON says it. */
    public String word() {
      return word;
    }

    private Predicate<Key> holds() {
      return switch (this) {
        case ALL -> key -> true;
        case OUTPUTS -> key -> key.output().isPresent();
        case LAYERS -> key -> key.layer().isPresent();
      };
    }
  }

  public ScoreVerdicts {
    scores = new LinkedHashMap<>(scores);
  }

  /** What is said of a score; none for scores that are not tested or say nothing. */
  public Optional<ScoreVerdict> of(Key key) {
    return Optional.ofNullable(scores.get(key));
  }

  /** How many scores of a part have each verdict. */
  public Map<ScoreVerdict, Long> counts(Part part) {
    return scores.entrySet().stream()
        .filter(one -> part.holds().test(one.getKey()))
        .collect(
            Collectors.groupingBy(
                Map.Entry::getValue,
                () -> new EnumMap<>(ScoreVerdict.class),
                Collectors.counting()));
  }

  /**
   * The verdict on a part as a whole: worse where a score is and none improved, improved the other
   * way round, mixed where both are; same where every score is; else undecided. Improved does not
   * say that no score is worse, only that none was found to be; the counts belong beside it.
   */
  public ScoreVerdict overall(Part part) {
    Map<ScoreVerdict, Long> counts = counts(part);
    boolean worse = counts.containsKey(ScoreVerdict.WORSE);
    boolean improved = counts.containsKey(ScoreVerdict.IMPROVED);
    if (worse || improved) {
      return worse && improved
          ? ScoreVerdict.MIXED
          : worse ? ScoreVerdict.WORSE : ScoreVerdict.IMPROVED;
    }
    boolean same = counts.keySet().equals(Set.of(ScoreVerdict.SAME));
    return same ? ScoreVerdict.SAME : ScoreVerdict.UNDECIDED;
  }

  /** The parts that hold any score. */
  public List<Part> parts() {
    return List.of(Part.ALL, Part.OUTPUTS, Part.LAYERS).stream()
        .filter(part -> !counts(part).isEmpty())
        .toList();
  }
}
