package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verdict in words: what small and large moves do to the answer, and where most is lost. */
final class VerdictSentence {
  private static final List<ScoreId> CAUSES =
      List.of(
          ScoreId.BORDER,
          ScoreId.SAMPLING,
          ScoreId.POSITION_DEPENDENCE,
          ScoreId.GLOBAL_CONTEXT,
          ScoreId.POSITION_OR_CONTEXT);

  /** How a score over some probes reads: the answer of an output, or the state of a layer. */
  private interface Teller {
    Summary over(List<Integer> probes);

    /** The mean over a family with the interval of that mean, where one was computed. */
    default Optional<Summary.Mean> overOrbit(String family) {
      return Optional.empty();
    }

    /** What is counted or measured, before its number. */
    String noun();

    String tell(Summary.Mean mean);

    /** The number alone, after a sentence that said what it is. */
    String number(Summary.Mean mean);
  }

  /** Below this share of the distance between two images no layer alone explains much. */
  private static final double SMALL_LOSS = 0.05;

  private final AuditDigest digest;

  VerdictSentence(AuditDigest digest) {
    this.digest = digest;
  }

  /** The sentence of the banner. */
  String headline() {
    if (isConstant()) {
      return "Every unprobed image gets the same answer, so this audit cannot tell how the answer"
          + " stands up to moves.";
    }
    Optional<Teller> teller = teller();
    for (String family : digest.families()) {
      List<Integer> small = extreme(family, false);
      List<Integer> large = extreme(family, true);
      Optional<String> first = teller.flatMap(t -> clause(t, small));
      Optional<String> second =
          teller
              .filter(t -> t.over(large) instanceof Summary.Mean)
              .map(t -> t.number((Summary.Mean) t.over(large)));
      if (first.isPresent()) {
        String tail =
            second.isEmpty() || large.equals(small)
                ? "."
                : "; " + decapitalised(move(family, large)) + ", " + second.get() + ".";
        return move(family, small) + ", " + first.get() + tail;
      }
    }
    return "No score could be measured; the reasons stand under “Statuses and warnings”.";
  }

  /** Further sentences: accuracy, how far the answer holds, every family, where inside. */
  List<String> details() {
    List<String> sentences = new ArrayList<>();
    accuracy().ifPresent(sentences::add);
    if (!isConstant()) {
      answer()
          .flatMap(a -> Holding.sentence(digest, a.output(), a.score()))
          .ifPresent(sentences::add);
      teller()
          .ifPresent(t -> digest.families().forEach(f -> family(t, f).ifPresent(sentences::add)));
    }
    largestCause().ifPresent(sentences::add);
    startHere().ifPresent(sentences::add);
    return sentences;
  }

  private boolean isConstant() {
    return answer()
        .flatMap(a -> digest.orbit(a.output(), "all", "chanceAgreement"))
        .filter(chance -> chance.value() == 1)
        .isPresent();
  }

  /** How often labelled images are right: unmoved, and at both ends of the first family. */
  private Optional<String> accuracy() {
    Optional<Answer> classes = answer().filter(a -> digest.hasOutputScore(a.output(), "accuracy"));
    Optional<Outcome.Measured> still =
        classes.flatMap(a -> digest.orbit(a.output(), "all", "referenceAccuracy"));
    if (still.isEmpty() || digest.families().isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder("The answer is right for ");
    text.append(Numbers.share(still.get().value())).append(" of the unprobed images");
    still.get().interval().ifPresent(i -> text.append(" (" + Numbers.shares(i) + ")"));
    String family = digest.families().get(0);
    for (List<Integer> probes : List.of(extreme(family, false), extreme(family, true))) {
      if (digest.output(classes.get().output(), probes, "accuracy") instanceof Summary.Mean mean) {
        text.append("; ").append(decapitalised(move(family, probes)));
        text.append(", for ").append(Numbers.share(mean.value()));
        mean.interval().ifPresent(i -> text.append(" (" + Numbers.shares(i) + ")"));
      }
    }
    return Optional.of(text.append('.').toString());
  }

  private Optional<String> family(Teller teller, String family) {
    List<Integer> probes = digest.probes(family);
    if (!(teller.over(probes) instanceof Summary.Mean mean)) {
      return Optional.empty();
    }
    String average =
        "Over "
            + Numbers.count(mean.probes(), SafeText.of(family) + " probe")
            + " "
            + teller.noun()
            + " "
            + teller.number(teller.overOrbit(family).orElse(mean))
            + " on average";
    return Optional.of(average + (mean.probes() > 1 ? least(teller, probes) : "") + ".");
  }

  private String least(Teller teller, List<Integer> probes) {
    return probes.stream()
        .filter(p -> teller.over(List.of(p)) instanceof Summary.Mean)
        .min(Comparator.comparingDouble(p -> ((Summary.Mean) teller.over(List.of(p))).value()))
        .map(
            p ->
                "; least under "
                    + SafeText.of(digest.result().probes().get(p).id())
                    + ", "
                    + teller.number((Summary.Mean) teller.over(List.of(p))))
        .orElse("");
  }

  /** The first finding that names a layer and is more than a remark. */
  private Optional<String> startHere() {
    return digest.result().findings().stream()
        .filter(f -> f.layer().isPresent() && List.of("high", "medium").contains(f.severity()))
        .findFirst()
        .map(f -> "Inside the network, look here first: " + SafeText.of(f.title(), 600) + ".");
  }

  private Optional<String> largestCause() {
    String sentence = "";
    double largest = 0;
    for (int layer = 0; layer < digest.result().layers().size(); layer++) {
      for (ScoreId cause : CAUSES) {
        if (digest.layer(layer, "translation", cause) instanceof Summary.Mean mean
            && mean.value() > largest
            && mean.value() > digest.floor(layer, digest.probes("translation"))) {
          largest = mean.value();
          sentence =
              (largest < SMALL_LOSS
                      ? "The losses of layers with a known cause under translations stay small:"
                          + " the largest is "
                      : "The largest loss of a layer with a known cause under translations is ")
                  + Words.score(cause)
                  + " in layer "
                  + digest.layerName(layer)
                  + ", "
                  + Numbers.score(mean.value())
                  + " of the distance between two images (mean of "
                  + Numbers.count(mean.probes(), "probe")
                  + ").";
        }
      }
    }
    return sentence.isEmpty() ? Optional.empty() : Optional.of(sentence);
  }

  private Optional<String> clause(Teller teller, List<Integer> probes) {
    return teller.over(probes) instanceof Summary.Mean mean
        ? Optional.of(teller.tell(mean))
        : Optional.empty();
  }

  private Optional<Answer> answer() {
    List<OutputResult> outputs = digest.result().outputs();
    for (String score : List.of("consistency", "argmaxAgreement")) {
      for (int output = 0; output < outputs.size(); output++) {
        if (measured(output, score)) {
          return Optional.of(new Answer(digest, output, score));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Teller> teller() {
    Optional<Answer> answer = answer();
    if (answer.isPresent()) {
      return Optional.of(answer.get());
    }
    for (String family : digest.families()) {
      List<Integer> layers = digest.measuredLayers(family);
      if (!layers.isEmpty()) {
        int last = layers.get(layers.size() - 1);
        return Optional.of(new State(digest, last, digest.stateScore(last, family)));
      }
    }
    return Optional.empty();
  }

  private boolean measured(int output, String score) {
    return digest.result().outputs().get(output).perProbe().stream()
        .anyMatch(s -> s.score().equals(score) && s.outcome() instanceof Outcome.Measured);
  }

  /** The family's probes with the smallest or the largest magnitude. */
  private List<Integer> extreme(String family, boolean largest) {
    List<Integer> probes = digest.probes(family);
    double wanted =
        probes.stream()
            .mapToDouble(this::magnitude)
            .reduce(largest ? Math::max : Math::min)
            .orElse(0);
    return probes.stream().filter(p -> Math.abs(magnitude(p) - wanted) < 1e-9).toList();
  }

  private double magnitude(int index) {
    ProbeInfo probe = digest.result().probes().get(index);
    double shift = Math.max(Math.abs(probe.dx().orElse(0)), Math.abs(probe.dy().orElse(0)));
    double turn = Math.abs(Math.IEEEremainder(probe.degrees().orElse(0.0), 360));
    return shift + turn + 1 - probe.keep().orElse(1.0);
  }

  private String move(String family, List<Integer> probes) {
    double size = probes.isEmpty() ? 0 : magnitude(probes.get(0));
    return switch (family) {
      case "translation" -> "Moved by " + Numbers.plain(size) + " px";
      case "rotation" -> "Turned by " + Numbers.plain(size) + "°";
      case "crop" -> "Cropped to " + Numbers.plain(1 - size) + " of each side";
      default -> "Under " + SafeText.of(family);
    };
  }

  private static String decapitalised(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private record Answer(AuditDigest digest, int output, String score) implements Teller {
    @Override
    public String noun() {
      return "the same answer";
    }

    @Override
    public Summary over(List<Integer> probes) {
      return digest.output(output, probes, score);
    }

    @Override
    public Optional<Summary.Mean> overOrbit(String family) {
      int all = digest.probes(p -> p.family().equals(family)).size();
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
    public String tell(Summary.Mean mean) {
      String what = score.equals("consistency") ? " of images" : " of positions";
      return "the network gives the same answer for "
          + Numbers.share(mean.value())
          + what
          + mean.interval()
              .map(i -> " (95" + "\u202f" + "% interval " + Numbers.shares(i) + ")")
              .orElse("");
    }

    @Override
    public String number(Summary.Mean mean) {
      String interval = mean.interval().map(i -> " (" + Numbers.shares(i) + ")").orElse("");
      return "for " + Numbers.share(mean.value()) + interval;
    }
  }

  private record State(AuditDigest digest, int layer, ScoreId score) implements Teller {
    @Override
    public String noun() {
      return "an " + Words.score(score);
    }

    @Override
    public Summary over(List<Integer> probes) {
      return digest.layer(layer, probes, score);
    }

    @Override
    public String tell(Summary.Mean mean) {
      return "the last layer, "
          + digest.layerName(layer)
          + (score == ScoreId.EQUIVARIANCE
              ? ", moves along with an equivariance of "
              : ", keeps an invariance of ")
          + Numbers.score(mean.value())
          + mean.interval().map(i -> " " + Numbers.interval(i)).orElse("")
          + (score == ScoreId.EQUIVARIANCE
              ? " (1: it only moves; 0: as if it were another image)"
              : " (1: nothing changed; 0: as if it were another image)");
    }

    @Override
    public String number(Summary.Mean mean) {
      String interval = mean.interval().map(i -> " " + Numbers.interval(i)).orElse("");
      return "of " + Numbers.score(mean.value()) + interval;
    }
  }
}
