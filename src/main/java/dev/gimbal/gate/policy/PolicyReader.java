package dev.gimbal.gate.policy;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.policy.BaselineRule.LayerEffect;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlReader;
import dev.gimbal.notation.YamlSection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a policy, version 1, as {@code docs/GATE.md} describes it.
 *
 * <p>Everything that can be known to be wrong without a result is refused here, with file, line and
 * the closest known word.
 */
public final class PolicyReader {
  private final YamlSection root;
  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  private PolicyReader(YamlSection root) {
    this.root = root;
  }

  /**
   * Reads a policy file, or a built-in policy by its name where no such file exists.
   *
   * @throws InputException of kind ARGUMENTS for anything that is wrong
   */
  public static Policy read(Path file) {
    String name = String.valueOf(file.getFileName());
    boolean builtIn = BuiltInPolicy.NAMES.contains(file.toString()) && !file.toFile().exists();
    byte[] bytes = builtIn ? BuiltInPolicy.yaml(name) : YamlReader.bytes(file);
    return new PolicyReader(YamlReader.read(file, bytes)).policy(name, sha256(bytes));
  }

  private Policy policy(String name, String sha256) {
    root.allow(List.of("version", "extends", "defaults", "rules", "baseline", "suppressions"));
    root.whole("version", root.require("version"), 1, 1);
    inherit();
    RuleSettings settings = RuleSettings.DEFAULTS;
    Optional<YamlSection> defaults = root.section("defaults");
    if (defaults.isPresent()) {
      defaults.get().allow(RuleSettings.KEYS);
      settings = settings.overriddenBy(defaults.get());
    }
    readRules(settings);
    Optional<BaselineRule> baseline = root.section("baseline").map(PolicyReader::baseline);
    if (rules.isEmpty() && baseline.isEmpty()) {
      throw root.fault(
          root.line(), "the policy asks for nothing", "Add rules, or extends: recommended.");
    }
    List<Rule> all = List.copyOf(rules.values());
    return new Policy(name, sha256, all, baseline, suppressions(), notes);
  }

  private void inherit() {
    Optional<YamlNode> node = root.node("extends");
    if (node.isEmpty()) {
      return;
    }
    String base = root.text("extends", node.get());
    if (!BuiltInPolicy.NAMES.contains(base)) {
      throw root.fault(
          node.get().line(),
          "extends names \"%s\"; there are %s"
              .formatted(base, String.join(", ", BuiltInPolicy.NAMES)),
          "Perhaps \"" + Closest.to(base, BuiltInPolicy.NAMES) + "\" is meant.");
    }
    YamlSection section = YamlReader.read(Path.of(base), BuiltInPolicy.yaml(base));
    new PolicyReader(section).policy(base, "").rules().forEach(rule -> rules.put(rule.id(), rule));
    notes.add("Rules of the built-in policy " + base + " are inherited.");
  }

  private void readRules(RuleSettings settings) {
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (YamlNode node : root.node("rules").map(root::items).orElse(List.of())) {
      YamlSection section = root.section("rules", node);
      Rule rule = new RuleReader(section).read(settings);
      Integer first = lines.put(rule.id(), node.line());
      if (first != null) {
        throw root.fault(
            section.require("id").line(),
            "the id \"" + rule.id() + "\" a second time; the first is on line " + first,
            "Give every rule an id of its own.");
      }
      if (rules.put(rule.id(), rule) != null) {
        notes.add("Rule " + rule.id() + " replaces the inherited one.");
      }
    }
  }

  private static BaselineRule baseline(YamlSection section) {
    section.allow(List.of("path", "max-drop", "alpha", "new-layers", "missing-layers"));
    YamlNode path = section.require("path");
    YamlNode drop = section.require("max-drop");
    Limit limit = new Limit(Limit.Kind.MAX_DROP, LimitReader.decimal(section, "max-drop", drop));
    if (!(limit.value() >= 0)) {
      throw section.wrong(drop, "max-drop", "a number from 0 up");
    }
    double alpha =
        section.node("alpha").map(node -> alpha(section, node)).orElse(BaselineRule.DEFAULT_ALPHA);
    return new BaselineRule(
        path(section, path),
        limit,
        alpha,
        RuleSettings.choice(section, "new-layers", LayerEffect.values(), BaselineRule.DEFAULT_NEW),
        RuleSettings.choice(
            section, "missing-layers", LayerEffect.values(), BaselineRule.DEFAULT_MISSING));
  }

  private static double alpha(YamlSection section, YamlNode node) {
    double alpha = section.number("alpha", node);
    if (!(alpha > 0 && alpha <= 0.5)) {
      throw section.wrong(node, "alpha", "a number above 0 and up to 0.5, such as 0.05");
    }
    return alpha;
  }

  private static Path path(YamlSection section, YamlNode node) {
    try {
      Path path = Path.of(section.text("path", node));
      Path folder = section.file().toAbsolutePath().getParent();
      return folder == null ? path : folder.resolve(path);
    } catch (InvalidPathException e) {
      throw section.wrong(node, "path", "a path");
    }
  }

  private List<Suppression> suppressions() {
    List<Suppression> found = new ArrayList<>();
    for (YamlNode node : root.node("suppressions").map(root::items).orElse(List.of())) {
      found.add(suppression(root.section("suppressions", node)));
    }
    return found;
  }

  private Suppression suppression(YamlSection section) {
    section.allow(List.of("rule", "layers", "reason", "owner", "expires"));
    YamlNode rule = section.require("rule");
    String id = section.text("rule", rule);
    if (!rules.containsKey(id) && !id.equals(BaselineRule.ID)) {
      List<String> ids = List.copyOf(rules.keySet());
      throw section.fault(
          rule.line(),
          "the suppression names the rule \"" + id + "\", which the policy does not have",
          ids.isEmpty() ? "Remove it." : "Perhaps \"" + Closest.to(id, ids) + "\" is meant.");
    }
    return new Suppression(
        id,
        RuleReader.patterns(section, "layers", section.require("layers")),
        section.text("reason", section.require("reason")),
        section.text("owner", section.require("owner")),
        date(section, section.require("expires")));
  }

  private static LocalDate date(YamlSection section, YamlNode node) {
    try {
      return LocalDate.parse(section.text("expires", node));
    } catch (DateTimeParseException e) {
      throw section.wrong(node, "expires", "a date such as 2027-01-31");
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
