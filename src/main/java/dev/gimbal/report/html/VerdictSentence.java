package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Shares;
import dev.gimbal.report.Summary;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verdict in words: what small and large moves do to the answer, and what inside does it. */
final class VerdictSentence {
  private final AuditDigest digest;
  private final Moves moves;

  VerdictSentence(AuditDigest digest) {
    this.digest = digest;
    this.moves = new Moves(digest);
  }

  /** The sentence of the banner. */
  String headline() {
    if (isConstant()) {
      return "Every unprobed image gets the same answer, so this audit cannot tell how the answer"
          + " stands up to moves.";
    }
    Optional<Telling> telling = Telling.of(digest);
    for (String family : digest.families()) {
      Optional<String> said = telling.flatMap(t -> said(t, family));
      if (said.isPresent()) {
        String cause = new LargestCause(digest).inWords().map(c -> " " + c).orElse("");
        return sample() + said.get() + chance(telling.get()) + "." + cause;
      }
    }
    return "No score could be measured; the reasons stand under “Statuses and warnings”.";
  }

  /** Further sentences: accuracy, how far the answer holds, every family, chance, what to fix. */
  List<String> details() {
    List<String> sentences = new ArrayList<>();
    accuracy().ifPresent(sentences::add);
    if (!isConstant()) {
      Telling.answer(digest)
          .flatMap(a -> Holding.sentence(digest, a.output(), a.score()))
          .ifPresent(sentences::add);
      Telling.of(digest)
          .ifPresent(t -> digest.families().forEach(f -> family(t, f).ifPresent(sentences::add)));
      Telling.answer(digest).flatMap(this::comparison).ifPresent(sentences::add);
    }
    new LargestCause(digest).withNumbers().ifPresent(sentences::add);
    startHere().ifPresent(sentences::add);
    return sentences;
  }

  private boolean isConstant() {
    return Telling.answer(digest)
        .flatMap(a -> digest.orbit(a.output(), "all", "chanceAgreement"))
        .filter(chance -> chance.value() == 1)
        .isPresent();
  }

  /** What small and large probes of a family do. */
  private Optional<String> said(Telling telling, String family) {
    List<Integer> small = moves.small(family);
    List<Integer> large = moves.large(family);
    if (!(telling.over(small) instanceof Summary.Mean first)) {
      return Optional.empty();
    }
    String opening = moves.upTo(family, small);
    String start = sample().isEmpty() ? opening : decapitalised(opening);
    String tail =
        telling.over(large) instanceof Summary.Mean second && !large.equals(small)
            ? "; " + moves.of(family, large) + " " + telling.second(second)
            : "";
    return Optional.of(start + " " + telling.first(first) + tail);
  }

  /** On what, where that limits what the numbers say. */
  private String sample() {
    AuditResult.Plan plan = digest.result().plan();
    if (plan.drawn()) {
      return "On " + Numbers.count(plan.images(), "drawn image") + ", ";
    }
    return plan.indicative() ? "On only " + Numbers.count(plan.images(), "image") + ", " : "";
  }

  /** Where any two images often agree, an answer that stays proves little. */
  private static String chance(Telling telling) {
    return telling instanceof Telling.Answer answer && answer.isCommon()
        ? ", but any two images share their answer in "
            + Shares.percent(answer.chance().orElseThrow().value())
            + " of cases"
        : "";
  }

  private Optional<String> comparison(Telling.Answer answer) {
    return answer
        .chance()
        .map(
            chance ->
                "For comparison: two different images share their answer in "
                    + Shares.percent(chance.value())
                    + " of cases.");
  }

  /** How often labelled images are right: unmoved, and at both ends of the first family. */
  private Optional<String> accuracy() {
    Optional<Telling.Answer> classes =
        Telling.answer(digest).filter(a -> digest.hasOutputScore(a.output(), "accuracy"));
    Optional<Outcome.Measured> still =
        classes.flatMap(a -> digest.orbit(a.output(), "all", "referenceAccuracy"));
    if (still.isEmpty() || digest.families().isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder("The answer is right for ");
    text.append(Shares.percent(still.get().value()));
    still.get().interval().ifPresent(i -> text.append(' ').append(Shares.interval(i)));
    text.append(" of the unprobed images");
    String family = digest.families().get(0);
    List<Integer> small = moves.small(family);
    List<Integer> large = moves.large(family);
    for (List<Integer> probes : small.equals(large) ? List.of(small) : List.of(small, large)) {
      if (digest.output(classes.get().output(), probes, "accuracy") instanceof Summary.Mean mean) {
        text.append("; under ").append(decapitalised(moves.upTo(family, probes)));
        text.append(", for ").append(Shares.measured(mean));
      }
    }
    return Optional.of(text.append('.').toString());
  }

  private Optional<String> family(Telling telling, String family) {
    List<Integer> probes = digest.probes(family);
    if (!(telling.over(probes) instanceof Summary.Mean mean)) {
      return Optional.empty();
    }
    String extent =
        mean.unmeasured() > 0
            ? Numbers.whole(mean.probes()) + " of " + moves.extent(family)
            : moves.extent(family);
    return Optional.of(
        "Over "
            + extent
            + " "
            + telling.average(telling.overOrbit(family).orElse(mean))
            + (mean.probes() > 1 ? worst(telling, probes) + together(telling, family) : "")
            + ".");
  }

  private String worst(Telling telling, List<Integer> probes) {
    return probes.stream()
        .filter(p -> telling.over(List.of(p)) instanceof Summary.Mean)
        .min(Comparator.comparingDouble(p -> ((Summary.Mean) telling.over(List.of(p))).value()))
        .map(
            p ->
                "; under the worst, "
                    + SafeText.of(digest.result().probes().get(p).id())
                    + ", "
                    + telling.number((Summary.Mean) telling.over(List.of(p))))
        .orElse("");
  }

  /** The share of images that every probe of the family leaves alone. */
  private String together(Telling telling, String family) {
    return telling instanceof Telling.Answer answer && answer.score().equals("consistency")
        ? digest
            .orbit(answer.output(), family, "consistencyWorst")
            .map(
                all ->
                    "; "
                        + Shares.percent(all.value())
                        + all.interval().map(i -> " " + Shares.interval(i)).orElse("")
                        + " keep it under all of them")
            .orElse("")
        : "";
  }

  /** The first finding that names a layer and is more than a remark. */
  private Optional<String> startHere() {
    return digest.result().findings().stream()
        .filter(f -> f.layer().isPresent() && List.of("high", "medium").contains(f.severity()))
        .findFirst()
        .map(f -> "To look at first inside the network: " + SafeText.of(f.title(), 600) + ".");
  }

  private static String decapitalised(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }
}
