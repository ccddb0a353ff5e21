package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Shares;
import dev.gimbal.report.Summary;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the effect of some probes reads in a sentence: on an answer, or on an output's numbers. */
sealed interface Telling {
  /** The score over some probes: 1 where nothing changes. */
  Summary over(List<Integer> probes);

  /** The mean over a family with the interval of that mean, where one was computed. */
  default Optional<Summary.Mean> overOrbit(String family) {
    return Optional.empty();
  }

  /** What the probes do, after their name: {@code leave the answer alone in …}. */
  String first(Summary.Mean mean);

  /** The same in a second clause, shorter. */
  String second(Summary.Mean mean);

  /** What comes of the family on average, after {@code over 52 translations}. */
  String average(Summary.Mean mean);

  /** The score alone, after {@link #average} has said what it is. */
  String number(Summary.Mean mean);

  /** What speaks for a result: an answer if there is one, else the output's numbers. */
  static Optional<Telling> of(AuditDigest digest) {
    Optional<Answer> answer = answer(digest);
    if (answer.isPresent()) {
      return Optional.of(answer.get());
    }
    for (String family : digest.families()) {
      Optional<Telling> change = change(digest, family);
      if (change.isPresent()) {
        return change;
      }
    }
    return Optional.empty();
  }

  /** The first output that gives classes, one an image or one a position. */
  static Optional<Answer> answer(AuditDigest digest) {
    List<OutputResult> outputs = digest.result().outputs();
    for (String score : List.of("consistency", "argmaxAgreement")) {
      for (int output = 0; output < outputs.size(); output++) {
        if (isMeasured(outputs.get(output), score)) {
          return Optional.of(new Answer(digest, output, score));
        }
      }
    }
    return Optional.empty();
  }

  /** The change of an output's values, or of the last layer where no output was measured. */
  private static Optional<Telling> change(AuditDigest digest, String family) {
    for (int output = 0; output < digest.result().outputs().size(); output++) {
      if (isMeasured(digest.result().outputs().get(output), "invariance")) {
        return Optional.of(new Embedding(digest, output));
      }
    }
    List<Integer> layers = digest.measuredLayers(family);
    if (layers.isEmpty()) {
      return Optional.empty();
    }
    List<String> outputs = new ArrayList<>();
    digest.result().outputs().forEach(output -> outputs.add(output.name()));
    int last = layers.get(layers.size() - 1);
    int spoken =
        layers.stream()
            .filter(layer -> outputs.contains(digest.layerInfo(layer).name()))
            .findFirst()
            .orElse(last);
    LayerInfo info = digest.layerInfo(spoken);
    String name =
        outputs.contains(info.name())
            ? "the output"
            : "the last layer, " + digest.layerName(spoken) + ",";
    return Optional.of(new Values(digest, spoken, digest.stateScore(spoken, family), name));
  }

  private static boolean isMeasured(OutputResult output, String score) {
    return output.perProbe().stream()
        .anyMatch(s -> s.score().equals(score) && s.outcome() instanceof Outcome.Measured);
  }

  /** A class, one an image or one a position. */
  record Answer(AuditDigest digest, int output, String score) implements Telling {
    private static final double COMMON = 0.3;
    private static final double NEAR_CHANCE = 0.1;

    @Override
    public Summary over(List<Integer> probes) {
      return digest.output(output, probes, score);
    }

    @Override
    public Optional<Summary.Mean> overOrbit(String family) {
      int all = digest.probes(family).size();
      return digest
          .orbit(output, family, "consistencyMean")
          .filter(mean -> score.equals("consistency"))
          .filter(mean -> digest.isWithoutIdentity(family))
          .map(
              mean ->
                  new Summary.Mean(
                      mean.value(), mean.interval(), mean.value(), mean.value(), all, 0, mean.n()));
    }

    @Override
    public String first(Summary.Mean mean) {
      return "leave the answer alone in "
          + Shares.measured(mean)
          + (score.equals("consistency") ? " of images" : " of the picture's positions")
          + (mean.probes() > 1 && mean.lowest() < mean.highest() ? " on average" : "");
    }

    @Override
    public String second(Summary.Mean mean) {
      double changed = 1 - mean.value();
      String share = Shares.inWords(changed);
      String number =
          changed <= 0 || changed >= 1
              ? mean.interval().map(i -> " (" + Shares.rest(mean) + ")").orElse("")
              : ", " + Shares.rest(mean);
      return "change it in "
          + share
          + number
          + (isChance(mean) ? " (two different images differ as often)" : "");
    }

    @Override
    public String average(Summary.Mean mean) {
      return "the answer stays in " + Shares.measured(mean) + " of " + units() + " on average";
    }

    @Override
    public String number(Summary.Mean mean) {
      return "in " + Shares.measured(mean);
    }

    /** What is counted. */
    String units() {
      return score.equals("consistency") ? "images" : "positions";
    }

    /** The share of pairs of different images with the same answer. */
    Optional<Outcome.Measured> chance() {
      return score.equals("consistency")
          ? digest.orbit(output, "all", "chanceAgreement")
          : Optional.empty();
    }

    /** Whether two different images agree so often that agreeing says little. */
    boolean isCommon() {
      return chance().filter(c -> c.value() >= COMMON).isPresent();
    }

    /** Whether two different images agree as often as an image with its probed self. */
    private boolean isChance(Summary.Mean mean) {
      double lowEnd = mean.interval().map(i -> i.lo()).orElse(mean.value());
      return chance()
          .filter(c -> lowEnd <= c.value() && mean.value() - c.value() < NEAR_CHANCE)
          .isPresent();
    }
  }

  /** A vector without classes. */
  record Embedding(AuditDigest digest, int output) implements Telling {
    @Override
    public Summary over(List<Integer> probes) {
      return digest.output(output, probes, "invariance");
    }

    @Override
    public String first(Summary.Mean mean) {
      return "change the output by " + Shares.rest(mean) + Values.UNIT;
    }

    @Override
    public String second(Summary.Mean mean) {
      return "change it by " + Shares.rest(mean);
    }

    @Override
    public String average(Summary.Mean mean) {
      return "the output changes by " + Shares.rest(mean) + " on average";
    }

    @Override
    public String number(Summary.Mean mean) {
      return "by " + Shares.rest(mean);
    }
  }

  /** The values of a layer; a map may move along. */
  record Values(AuditDigest digest, int layer, ScoreId score, String name) implements Telling {
    static final String UNIT = " of the distance between the outputs for two images";

    @Override
    public Summary over(List<Integer> probes) {
      return digest.layer(layer, probes, score);
    }

    @Override
    public String first(Summary.Mean mean) {
      String along = score == ScoreId.EQUIVARIANCE ? "move " + name + " along and otherwise " : "";
      String what = along.isEmpty() ? name : "it";
      return along + "change " + what + " by " + Shares.rest(mean) + UNIT;
    }

    @Override
    public String second(Summary.Mean mean) {
      return "change it by " + Shares.rest(mean);
    }

    @Override
    public String average(Summary.Mean mean) {
      String along = score == ScoreId.EQUIVARIANCE ? ", beyond moving along" : "";
      return name + " changes by " + Shares.rest(mean) + " on average" + along;
    }

    @Override
    public String number(Summary.Mean mean) {
      return "by " + Shares.rest(mean);
    }
  }
}
