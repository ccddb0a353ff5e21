package dev.gimbal.gate.policy;

import dev.gimbal.gate.policy.GatedScore.IntervalKind;
import dev.gimbal.gate.policy.GatedScore.Scope;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.LayerPattern;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one rule. */
final class RuleReader {
  private static final List<String> KEYS =
      Stream.of(
              List.of("id", "on", "layers", "outputs", "probes", "score", "min", "max", "max-drop"),
              RuleSettings.KEYS)
          .flatMap(List::stream)
          .toList();

  private static final int LONGEST_ID = 80;

  private final YamlSection section;

  RuleReader(YamlSection section) {
    this.section = section;
  }

  Rule read(RuleSettings defaults) {
    section.allow(KEYS);
    String id = id();
    section.require("on");
    RuleTarget target = RuleSettings.choice(section, "on", RuleTarget.values(), RuleTarget.LAYERS);
    GatedScore score = score(target);
    RuleSettings settings = defaults.overriddenBy(section);
    requireInterval(score, settings);
    ProbeSelector probes =
        section.section("probes").map(ProbeSelectorReader::read).orElse(ProbeSelector.all());
    requireScope(score, probes);
    return new Rule(
        id,
        section.file() + ": line " + section.line(),
        score,
        rulePatterns(target),
        probes,
        new LimitReader(section, score, settings.compare()).limits(),
        settings.level(),
        settings.compare(),
        settings.confidence(),
        settings.leastImages(),
        settings.notApplicable(),
        settings.degenerate(),
        settings.failed(),
        settings.nothingMatches());
  }

  private String id() {
    YamlNode node = section.require("id");
    String id = section.text("id", node);
    if (id.length() > LONGEST_ID || !id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw section.wrong(
          node,
          "id",
          "up to " + LONGEST_ID + " letters, digits, dots, dashes, such as small-moves");
    }
    return id;
  }

  private GatedScore score(RuleTarget target) {
    YamlNode node = section.require("score");
    String name = section.text("score", node);
    List<String> known = GatedScore.names(target);
    return GatedScore.of(target, name)
        .orElseThrow(
            () ->
                section.fault(
                    node.line(),
                    "%s have no score \"%s\"".formatted(target.id(), name),
                    "Perhaps \"%s\" is meant; there are %s."
                        .formatted(Closest.to(name, known), String.join(", ", known))));
  }

  private void requireInterval(GatedScore score, RuleSettings settings) {
    if (settings.compare() == Comparison.POINT) {
      return;
    }
    int line = section.require("score").line();
    if (!score.hasInterval()) {
      throw section.fault(
          line,
          "results hold no interval of " + score.id() + ", so no bound can decide it",
          "Add compare: point to this rule.");
    }
    if (score.interval() == IntervalKind.BOOTSTRAP && settings.confidence() != 0.95) {
      throw section.fault(
          line,
          "the interval of "
              + score.id()
              + " is a bootstrap at 0.95; the rule asks for "
              + settings.confidence(),
          "Add confidence: 0.95 to this rule.");
    }
  }

  private void requireScope(GatedScore score, ProbeSelector probes) {
    boolean wrong = score.scope() == Scope.ORBIT ? probes.isLimited() : probes.family().isPresent();
    if (score.scope() != Scope.PROBE && wrong) {
      throw section.fault(
          section.require("probes").line(),
          score.scope() == Scope.ORBIT
              ? score.id() + " speaks about all probes of a family"
              : score.id() + " speaks about the images as they are",
          score.scope() == Scope.ORBIT
              ? "Leave min and max of the probes out, or use consistency."
              : "Leave probes out.");
    }
  }

  private List<LayerPattern> rulePatterns(RuleTarget target) {
    String other = target == RuleTarget.LAYERS ? "outputs" : "layers";
    if (section.has(other)) {
      throw section.fault(
          section.require(other).line(),
          "the rule is on " + target.id() + " and names " + other,
          "Write " + target.id() + ", or on: " + other + ".");
    }
    Optional<YamlNode> node = section.node(target.id());
    if (node.isPresent() && target == RuleTarget.OUTPUTS) {
      if (section.items(node.get()).isEmpty()) {
        throw section.wrong(node.get(), "outputs", "at least one name");
      }
      return section.items(node.get()).stream()
          .map(item -> LayerPattern.ofName(section.text("outputs", item)))
          .toList();
    }
    return node.map(found -> patterns(section, "layers", found)).orElse(List.of());
  }

  /** A list of patterns, or a single one. */
  static List<LayerPattern> patterns(YamlSection section, String key, YamlNode node) {
    List<LayerPattern> patterns = new ArrayList<>();
    for (YamlNode item : section.items(node)) {
      String text = section.text(key, item);
      if (text.startsWith("depth:") && !isDepth(text)) {
        throw section.wrong(item, key, "a part of the depth such as depth:0..0.5");
      }
      patterns.add(LayerPattern.parse(text, key));
    }
    if (patterns.isEmpty()) {
      throw section.wrong(node, key, "at least one pattern");
    }
    return patterns;
  }

  private static boolean isDepth(String text) {
    String[] ends = text.substring("depth:".length()).split("\\.\\.", -1);
    try {
      return ends.length == 2 && end(ends[0]) <= end(ends[1]) && end(ends[1]) <= 1;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static double end(String text) {
    if (!text.matches("[0-9.]+")) {
      throw new NumberFormatException(text);
    }
    return Double.parseDouble(text);
  }
}
