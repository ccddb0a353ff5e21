package dev.gimbal.gate.policy;

import dev.gimbal.notation.Closest;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlSection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a rule says about how it compares, with the defaults for what it leaves out. */
record RuleSettings(
    Level level,
    Comparison compare,
    double confidence,
    Optional<Integer> minImages,
    StatusEffect notApplicable,
    StatusEffect degenerate,
    StatusEffect failed,
    StatusEffect nothingMatches) {
  /** Fewest images for an interval. */
  static final int LEAST_IMAGES_FOR_BOUND = 2;

  /** An estimate alone says nothing of its own uncertainty; below this it decides nothing. */
  static final int LEAST_IMAGES_FOR_POINT = 30;

  static final RuleSettings DEFAULTS =
      new RuleSettings(
          Level.ERROR,
          Comparison.BOUND,
          0.95,
          Optional.empty(),
          StatusEffect.IGNORE,
          StatusEffect.FAIL,
          StatusEffect.FAIL,
          StatusEffect.FAIL);

  static final List<String> KEYS =
      List.of(
          "level",
          "compare",
          "confidence",
          "min-images",
          "not-applicable",
          "degenerate",
          "failed",
          "nothing-matches");

  private static final int MOST_IMAGES = 1_000_000_000;

  /** These settings, where a section says nothing else. */
  RuleSettings overriddenBy(YamlSection section) {
    return new RuleSettings(
        choice(section, "level", Level.values(), level),
        choice(section, "compare", Comparison.values(), compare),
        section.node("confidence").map(node -> confidence(section, node)).orElse(confidence),
        section
            .node("min-images")
            .map(node -> section.whole("min-images", node, 1, MOST_IMAGES))
            .or(() -> minImages),
        choice(section, "not-applicable", StatusEffect.values(), notApplicable),
        choice(section, "degenerate", StatusEffect.values(), degenerate),
        choice(section, "failed", StatusEffect.values(), failed),
        choice(section, "nothing-matches", StatusEffect.values(), nothingMatches));
  }

  int leastImages() {
    return minImages.orElse(
        compare == Comparison.POINT ? LEAST_IMAGES_FOR_POINT : LEAST_IMAGES_FOR_BOUND);
  }

  private static double confidence(YamlSection section, YamlNode node) {
    double value = section.number("confidence", node);
    if (!(value >= 0.5 && value <= 0.9999)) {
      throw section.wrong(node, "confidence", "a number from 0.5 to 0.9999, such as 0.95");
    }
    return value;
  }

  /** One of the words of an enum, in lower case. */
  static <E extends Enum<E>> E choice(YamlSection section, String key, E[] known, E otherwise) {
    Optional<YamlNode> node = section.node(key);
    if (node.isEmpty()) {
      return otherwise;
    }
    String word = section.text(key, node.get());
    List<String> words =
        Arrays.stream(known).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    int index = words.indexOf(word);
    if (index < 0) {
      throw section.fault(
          node.get().line(),
          "%s is \"%s\", expected one of %s".formatted(key, word, String.join(", ", words)),
          "Perhaps \"" + Closest.to(word, words) + "\" is meant.");
    }
    return known[index];
  }
}
