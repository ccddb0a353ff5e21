package dev.gimbal.gate.compare;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ProbeInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether two results may be compared: the same images, probes, border protocols, preprocessing and
 * meaning of scores. A result of fewer of the same images is another sample: a layer's D, which its
 * scores are measured in, is over all images of an audit. One that was stopped early is no such
 * sample: its scales are those of all planned images, and its images the first ones of that plan.
 */
public final class Comparability {
  /** What two results must have in common. */
  private record Protocol(AuditResult.Plan plan, List<ProbeInfo> probes, int version) {
    static Protocol of(AuditResult result) {
      int version = result.tool().scoreVersion().orElse(1);
      return new Protocol(result.plan(), result.probes(), version);
    }
  }

  private Comparability() {}

  /** What keeps two results from being compared, one clause each; empty where nothing does. */
  public static List<String> obstacles(AuditResult before, AuditResult after) {
    return obstacles(Protocol.of(before), Protocol.of(after));
  }

  private static List<String> obstacles(Protocol before, Protocol after) {
    List<String> obstacles = new ArrayList<>();
    int one = before.plan.images();
    int two = after.plan.images();
    if (one != two) {
      obstacles.add("the number of images (" + one + " and " + two + ")");
    }
    obstacles.addAll(plans(before, after));
    return obstacles;
  }

  /** What keeps two results from being of the same plan, however much of it they have measured. */
  private static List<String> plans(Protocol before, Protocol after) {
    List<String> obstacles = new ArrayList<>();
    AuditResult.Plan one = before.plan;
    AuditResult.Plan two = after.plan;
    if (one.planned() == two.planned() && !one.imagesHash().equals(two.imagesHash())) {
      obstacles.add("the images or their order");
    }
    if (!one.border().equals(two.border())) {
      obstacles.add("the border protocols (" + one.border() + " and " + two.border() + ")");
    }
    if (!one.probesHash().equals(two.probesHash()) || !before.probes.equals(after.probes)) {
      obstacles.add(
          "the probes ("
              + before.probes.size()
              + " of "
              + one.probePreset()
              + " and "
              + after.probes.size()
              + " of "
              + two.probePreset()
              + ")");
    }
    if (!one.preprocessingHash().equals(two.preprocessingHash())) {
      obstacles.add(
          "the preprocessing (" + one.preprocessing() + " and " + two.preprocessing() + ")");
    }
    if (before.version != after.version) {
      obstacles.add(
          "the meaning of the scores (version " + before.version + " and " + after.version + ")");
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
    requireSamePlan(Protocol.of(before), Protocol.of(after));
  }

  /**
   * Refuses an earlier result that an audit by this program will not be of the same plan as: known
   * before it is measured.
   *
   * @throws InputException of kind BASELINE, naming all that differs
   */
  public static void requireSamePlan(
      AuditResult before, AuditResult.Plan plan, List<ProbeInfo> probes) {
    requireSamePlan(Protocol.of(before), new Protocol(plan, probes, AuditResult.SCORE_VERSION));
  }

  private static void requireSamePlan(Protocol before, Protocol after) {
    boolean same = before.plan.planned() == after.plan.planned();
    refuse(same ? plans(before, after) : obstacles(before, after));
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
}
