package dev.gimbal.gate.compare;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.AuditResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether two results may be compared: the same images, probes, border protocols, preprocessing and
 * meaning of scores. A result of fewer of the same images is another sample: a layer's D, which its
 * scores are measured in, is over all images of an audit. One that was stopped early is no such
 * sample: its scales are those of all planned images, and its images the first ones of that plan.
 */
public final class Comparability {
  private Comparability() {}

  /** What keeps two results from being compared, one clause each; empty where nothing does. */
  public static List<String> obstacles(AuditResult before, AuditResult after) {
    List<String> obstacles = new ArrayList<>();
    AuditResult.Plan one = before.plan();
    AuditResult.Plan two = after.plan();
    if (one.images() != two.images()) {
      obstacles.add("the number of images (" + one.images() + " and " + two.images() + ")");
    }
    obstacles.addAll(plans(before, after));
    return obstacles;
  }

  /** What keeps two results from being of the same plan, however much of it they have measured. */
  private static List<String> plans(AuditResult before, AuditResult after) {
    List<String> obstacles = new ArrayList<>();
    AuditResult.Plan one = before.plan();
    AuditResult.Plan two = after.plan();
    if (one.planned() == two.planned() && !one.imagesHash().equals(two.imagesHash())) {
      obstacles.add("the images or their order");
    }
    if (!one.border().equals(two.border())) {
      obstacles.add("the border protocols (" + one.border() + " and " + two.border() + ")");
    }
    if (!one.probesHash().equals(two.probesHash()) || !before.probes().equals(after.probes())) {
      obstacles.add(
          "the probes ("
              + before.probes().size()
              + " of "
              + one.probePreset()
              + " and "
              + after.probes().size()
              + " of "
              + two.probePreset()
              + ")");
    }
    if (!one.preprocessingHash().equals(two.preprocessingHash())) {
      obstacles.add(
          "the preprocessing (" + one.preprocessing() + " and " + two.preprocessing() + ")");
    }
    if (version(before) != version(after)) {
      obstacles.add(
          "the meaning of the scores (version " + version(before) + " and " + version(after) + ")");
    }
    return obstacles;
  }

  /**
   * Refuses results that cannot be compared.
   *
   * @throws InputException of kind BASELINE, naming all that differs
   */
  public static void require(AuditResult before, AuditResult after) {
    refuse(obstacles(before, after));
  }

  /**
   * Refuses results that are not of the same plan.
   *
   * @throws InputException of kind BASELINE, naming all that differs
   */
  static void requireSamePlan(AuditResult before, AuditResult after) {
    int planned = before.plan().planned();
    refuse(planned == after.plan().planned() ? plans(before, after) : obstacles(before, after));
  }

  private static void refuse(List<String> obstacles) {
    if (!obstacles.isEmpty()) {
      throw InputException.baseline(
          "The results cannot be compared: "
              + String.join("; ", obstacles)
              + (obstacles.size() == 1 ? " differ." : " all differ."),
          "Audit both models with the same --images, --max-images, --seed, --probes, --border and"
              + " --preprocess.");
    }
  }

  private static int version(AuditResult result) {
    return result.tool().scoreVersion().orElse(1);
  }
}
