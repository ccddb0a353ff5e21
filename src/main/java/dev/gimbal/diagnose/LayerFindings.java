package dev.gimbal.diagnose;

import dev.gimbal.result.Finding;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What happens inside the network under translations, one finding a cause. Rotation scores of
 * hidden layers blame no layer: they only show how much of them is resampling.
 */
final class LayerFindings {
  /** A cause below one percent of the distance between two images is not worth a sentence. */
  private static final double WORTH_SAYING = 0.01;

  private static final double HIGH = 0.2;
  private static final double MEDIUM = 0.05;

  /** Of a layer under the probes where a cause counts: the mean, and the worst row. */
  private record Share(
      int layer, double mean, int probes, int worstProbe, Outcome.Measured worst) {}

  private final Evidence evidence;
  private final List<Finding> findings = new ArrayList<>();

  private LayerFindings(Evidence evidence) {
    this.evidence = evidence;
  }

  static List<Finding> of(Evidence evidence) {
    LayerFindings layers = new LayerFindings(evidence);
    layers.positionDependence();
    layers.sampling();
    layers.border();
    layers.context(ScoreId.GLOBAL_CONTEXT);
    layers.context(ScoreId.POSITION_OR_CONTEXT);
    layers.resampling();
    return layers.findings;
  }

  private void positionDependence() {
    List<Share> shares = shares(ScoreId.POSITION_DEPENDENCE);
    if (shares.isEmpty()) {
      return;
    }
    Share first = shares.get(0);
    add(
        "position-dependence",
        first,
        "Layer " + name(first) + " treats the same content differently by its position",
        "Its clean loss under on-grid translations, where neither border nor sampling plays a part,"
            + " is ",
        "",
        Remedy.POSITION);
  }

  private void sampling() {
    List<Share> shares = shares(ScoreId.SAMPLING);
    if (shares.isEmpty()) {
      return;
    }
    Share first = shares.get(0);
    Share most = most(shares);
    String peak =
        most.layer() == first.layer()
            ? " It is largest here."
            : " It is largest at layer " + name(most) + ", " + Phrase.number(most.mean()) + ".";
    add(
        "sampling",
        first,
        "Sampling loss first appears at layer "
            + name(first)
            + ": its grid is coarser than what it samples",
        "Between whole steps of its grid the layer loses more than interpolation and its"
            + " neighbouring on-grid shifts explain: ",
        peak,
        Remedy.SAMPLING);
  }

  private void border() {
    List<Share> shares = shares(ScoreId.BORDER);
    if (shares.isEmpty()) {
      return;
    }
    Share most = most(shares);
    add(
        "border",
        most,
        "Border loss under translations is largest at layer " + name(most),
        "Cells that see padding, the frame's edge, or content that left or entered lose ",
        "",
        Remedy.BORDER);
  }

  private void context(ScoreId score) {
    List<Share> shares = shares(score);
    if (shares.isEmpty()) {
      return;
    }
    Share first = shares.get(0);
    boolean separable = score == ScoreId.GLOBAL_CONTEXT;
    add(
        separable ? "global-context" : "position-or-context",
        first,
        separable
            ? "Layer " + name(first) + " answers to the whole picture, not to its place in it"
            : "Position dependence and global context meet at layer " + name(first),
        separable
            ? "Operators such as squeeze-excite or instance norm above it use one value for all"
                + " positions, which changes with what is in the frame; clean on-grid loss "
            : "Both positional and global operators lie above it, so the cause cannot be separated;"
                + " clean on-grid loss ",
        "",
        separable ? Remedy.CONTEXT : Remedy.POSITION_OR_CONTEXT);
  }

  /** A limit of the measurement, not a fault of a layer. */
  private void resampling() {
    int dominated = 0;
    int rows = 0;
    List<Integer> probes = new ArrayList<>();
    for (int probe = 0; probe < evidence.result().probes().size(); probe++) {
      if (!evidence.probe(probe).family().equals("rotation")) {
        continue;
      }
      int before = dominated;
      for (int layer = 1; layer < evidence.result().layers().size(); layer++) {
        OptionalDouble share = resamplingShare(layer, probe);
        rows += share.isPresent() ? 1 : 0;
        dominated += share.orElse(0) >= 0.5 ? 1 : 0;
      }
      if (dominated > before) {
        probes.add(probe);
      }
    }
    if (rows == 0 || dominated * 2 < rows) {
      return;
    }
    findings.add(
        new Finding(
            "resampling-dominated",
            "info",
            "Rotation scores of maps mostly measure the resampling of the image",
            "In "
                + dominated
                + " of "
                + rows
                + " rotation rows of maps, turning the image and back alone costs at least half of"
                + " the loss.",
            "Judge rotations by quarter turns and by the output's consistency.",
            Optional.empty(),
            probes));
  }

  private OptionalDouble resamplingShare(int layer, int probe) {
    Optional<Outcome.Measured> loss = evidence.measured(layer, probe, ScoreId.LOSS);
    Optional<Outcome.Measured> cost = evidence.measured(layer, probe, ScoreId.RESAMPLING);
    if (loss.isEmpty() || cost.isEmpty() || loss.get().value() <= evidence.floor(layer, probe)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(cost.get().value() / loss.get().value());
  }

  /** Layers, in order, at which a cause is supported by the numbers under translations. */
  private List<Share> shares(ScoreId cause) {
    List<Share> shares = new ArrayList<>();
    for (int layer = 0; layer < evidence.result().layers().size(); layer++) {
      share(layer, cause).ifPresent(shares::add);
    }
    return shares;
  }

  private Optional<Share> share(int layer, ScoreId cause) {
    double sum = 0;
    double floor = 0;
    int count = 0;
    int worstProbe = -1;
    Optional<Outcome.Measured> worst = Optional.empty();
    for (int probe = 0; probe < evidence.result().probes().size(); probe++) {
      Optional<Outcome.Measured> row = evidence.measured(layer, probe, cause);
      if (row.isEmpty() || !Evidence.isTranslation(evidence.probe(probe))) {
        continue;
      }
      sum += row.get().value();
      floor = Math.max(floor, evidence.floor(layer, probe));
      count++;
      if (worst.isEmpty() || row.get().value() > worst.get().value()) {
        worst = row;
        worstProbe = probe;
      }
    }
    double mean = count == 0 ? 0 : sum / count;
    if (worst.isEmpty() || mean <= Math.max(WORTH_SAYING, floor) || !isAbove(worst.get(), floor)) {
      return Optional.empty();
    }
    return Optional.of(new Share(layer, mean, count, worstProbe, worst.get()));
  }

  private static boolean isAbove(Outcome.Measured row, double floor) {
    return row.interval().map(bounds -> bounds.lo() > floor).orElse(row.value() > floor);
  }

  private static Share most(List<Share> shares) {
    return shares.stream().max(Comparator.comparingDouble(Share::mean)).orElseThrow();
  }

  private String name(Share share) {
    return evidence.layer(share.layer()).name();
  }

  private void add(
      String id, Share share, String title, String before, String after, String remedy) {
    String numbers =
        Phrase.number(share.mean())
            + " of the distance between two images on average over "
            + share.probes()
            + (share.probes() == 1 ? " translation" : " translations")
            + ", most under "
            + evidence.probe(share.worstProbe()).id()
            + ": "
            + worst(share)
            + ".";
    findings.add(
        new Finding(
            id,
            severity(id, share.mean()),
            title,
            before + numbers + after,
            remedy,
            Optional.of(share.layer()),
            List.of(share.worstProbe())));
  }

  /** The largest row; where it has no interval of its own, the loss that it is a part of. */
  private String worst(Share share) {
    String number = Phrase.measured(share.worst());
    if (share.worst().interval().isPresent()) {
      return number;
    }
    return evidence
        .measured(share.layer(), share.worstProbe(), ScoreId.EQUIVARIANCE)
        .flatMap(Outcome.Measured::interval)
        .map(
            kept ->
                number
                    + "; the whole loss there has the 95 % interval "
                    + Phrase.number(Math.max(0, 1 - kept.hi()))
                    + " to "
                    + Phrase.number(1 - kept.lo()))
        .orElse(number + "; a difference of losses, without an interval");
  }

  private static String severity(String id, double mean) {
    if (id.equals("global-context") || id.equals("border")) {
      return mean >= HIGH ? "low" : "info";
    }
    return mean >= HIGH ? "high" : mean >= MEDIUM ? "medium" : "low";
  }
}
