package dev.gimbal.gate.policy;

import dev.gimbal.gate.policy.Limit.Kind;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlSection;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the limits of a rule and refuses those that always or never hold. */
final class LimitReader {
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,9}([.][0-9]{1,12})?");

  private final YamlSection section;
  private final GatedScore score;
  private final Comparison compare;

  LimitReader(YamlSection section, GatedScore score, Comparison compare) {
    this.section = section;
    this.score = score;
    this.compare = compare;
  }

  List<Limit> limits() {
    List<Limit> limits = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      section.node(kind.key()).ifPresent(node -> limits.add(limit(kind, node)));
    }
    if (limits.isEmpty()) {
      throw section.fault(
          section.line(),
          "the rule has no limit",
          "Add min, max or, for accuracy, max-drop, such as min: 0.95.");
    }
    if (limits.size() == 2 && limits.get(1).kind() == Kind.MAX) {
      requireOrder(limits.get(0), limits.get(1));
    } else if (limits.size() > 1) {
      throw section.fault(
          section.require(Kind.MAX_DROP.key()).line(),
          "max-drop stands beside another limit",
          "Write two rules.");
    }
    return limits;
  }

  private void requireOrder(Limit min, Limit max) {
    if (min.value() >= max.value()) {
      throw section.fault(
          section.require(Kind.MIN.key()).line(),
          min + " and " + max + " leave nothing between them",
          "Use a min below the max.");
    }
  }

  private Limit limit(Kind kind, YamlNode node) {
    Limit limit = new Limit(kind, decimal(section, kind.key(), node));
    switch (kind) {
      case MIN -> requireUseful(node, limit, score.most(), score.least());
      case MAX -> requireUseful(node, limit, score.least(), score.most());
      case MAX_DROP -> requireDrop(node, limit);
    }
    return limit;
  }

  /**
   * @param best the end of the score's range that holds every limit
   * @param worst the end that a limit must not reach, or everything would hold it
   */
  private void requireUseful(YamlNode node, Limit limit, double best, double worst) {
    if (limit.isViolatedBy(best)) {
      throw impossible(node, limit, "no score can hold it");
    }
    if (!limit.isViolatedBy(worst)) {
      throw impossible(node, limit, "every score holds it");
    }
    boolean atTheEnd = limit.value() == best && score.isShareOfImages();
    if (atTheEnd && compare == Comparison.BOUND) {
      throw section.fault(
          node.line(),
          limit + " for " + score.id() + " cannot be shown by any number of images",
          "Use compare: point, or a limit such as "
              + (limit.isMinimum() ? "min: 0.99" : "max: 0.01")
              + ".");
    }
  }

  private void requireDrop(YamlNode node, Limit limit) {
    if (!score.id().equals("accuracy")) {
      throw section.fault(
          node.line(),
          "max-drop with the score " + score.id() + "; it compares accuracy with the reference's",
          "Use score: accuracy, or min.");
    }
    if (!(limit.value() >= 0 && limit.value() < 1)) {
      throw impossible(node, limit, "expected a share from 0 up to 1");
    }
  }

  private RuntimeException impossible(YamlNode node, Limit limit, String why) {
    return section.fault(
        node.line(),
        "%s for %s: %s; it ranges from %s to %s"
            .formatted(limit, score.id(), why, end(score.least()), end(score.most())),
        "Choose a limit inside that range.");
  }

  private static String end(double value) {
    return Double.isInfinite(value)
        ? value < 0 ? "minus infinity" : "infinity"
        : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** A number in decimals, kept as written. */
  static BigDecimal decimal(YamlSection section, String key, YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar && NUMBER.matcher(scalar.text()).matches()) {
      return new BigDecimal(scalar.text());
    }
    throw section.wrong(node, key, "a number such as 0.95, with at most 12 decimals");
  }
}
