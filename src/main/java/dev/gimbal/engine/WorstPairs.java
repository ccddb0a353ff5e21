package dev.gimbal.engine;

import dev.gimbal.result.PicturePair.Reason;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.score.AnswerChange;
import dev.gimbal.score.OutputAudit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the pairs of image and probe that a reader should see: of each family in turn those whose
 * answer another class takes over under the smallest move, and those whose answer changed most; an
 * image at most once. What was wrong before any probe is shown only where nothing else is left.
 *
 * <p>Ties go to the larger change, then the earlier image, then the earlier probe, so that equal
 * measurements choose equal pairs.
 */
final class WorstPairs {
  private static final Comparator<Candidate> IN_ORDER =
      Comparator.comparingInt(Candidate::image).thenComparingInt(Candidate::probe);
  private static final Comparator<Candidate> LARGEST_CHANGE =
      Comparator.comparing((Candidate c) -> !c.change().flipped())
          .thenComparing(c -> -c.change().size())
          .thenComparing(IN_ORDER);
  private static final Comparator<Candidate> SMALLEST_MOVE =
      Comparator.comparingDouble(Candidate::move).thenComparing(LARGEST_CHANGE);

  /** A chosen pair. */
  record Choice(int image, int probe, Reason reason) {}

  private record Candidate(int image, int probe, double move, AnswerChange change) {}

  /** The best candidate of every image for one family and reason, best first. */
  private record Lane(Reason reason, List<Candidate> candidates) {}

  private final OutputAudit output;
  private final List<MeasuredProbe> probes;
  private final int images;
  private final double least;

  /**
   * Prepares a choice.
   *
   * @param output whose answers count
   * @param least smallest change worth showing, as {@link AnswerChange#size}; flips always are
   */
  WorstPairs(OutputAudit output, List<MeasuredProbe> probes, int images, double least) {
    this.output = output;
    this.probes = probes;
    this.images = images;
    this.least = least;
  }

  /** At most so many pairs; none where no answer changed. */
  List<Choice> choose(int most) {
    List<Choice> right = choose(most, false);
    return right.isEmpty() ? choose(most, true) : right;
  }

  private List<Choice> choose(int most, boolean wrongToo) {
    List<Lane> lanes = new ArrayList<>();
    List<String> families = probes.stream().map(p -> p.info().family()).distinct().toList();
    for (Reason reason : Reason.values()) {
      families.forEach(family -> lanes.add(lane(family, reason, wrongToo)));
    }
    List<Choice> chosen = new ArrayList<>();
    Set<Integer> taken = new HashSet<>();
    boolean found = true;
    while (found && chosen.size() < most) {
      found = false;
      for (Lane lane : lanes) {
        Optional<Candidate> next =
            lane.candidates().stream().filter(c -> !taken.contains(c.image())).findFirst();
        if (next.isPresent() && chosen.size() < most) {
          taken.add(next.get().image());
          chosen.add(new Choice(next.get().image(), next.get().probe(), lane.reason()));
          found = true;
        }
      }
    }
    return chosen;
  }

  private Lane lane(String family, Reason reason, boolean wrongToo) {
    Comparator<Candidate> order = reason == Reason.SMALLEST_MOVE ? SMALLEST_MOVE : LARGEST_CHANGE;
    List<Candidate> best = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      best(image, family, reason, wrongToo, order).ifPresent(best::add);
    }
    return new Lane(reason, best.stream().sorted(order).toList());
  }

  private Optional<Candidate> best(
      int image, String family, Reason reason, boolean wrongToo, Comparator<Candidate> order) {
    Optional<Candidate> best = Optional.empty();
    for (int probe = 0; probe < probes.size(); probe++) {
      ProbeInfo info = probes.get(probe).info();
      double move = move(info);
      Optional<AnswerChange> change = output.change(image, probe);
      if (!info.family().equals(family) || move == 0 || change.isEmpty()) {
        continue;
      }
      Candidate candidate = new Candidate(image, probe, move, change.get());
      boolean worth =
          reason == Reason.SMALLEST_MOVE
              ? change.get().flipped()
              : change.get().flipped() || change.get().size() >= least;
      if (worth
          && (wrongToo || !change.get().wasWrong())
          && (best.isEmpty() || order.compare(candidate, best.get()) < 0)) {
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /** How far a probe moves the picture, comparable within its family only; 0 for an identity. */
  private static double move(ProbeInfo probe) {
    double shift = Math.hypot(probe.dx().orElse(0), probe.dy().orElse(0));
    double turn = Math.abs(Math.IEEEremainder(probe.degrees().orElse(0.0), 360));
    double cut = Math.abs(1 - probe.keep().orElse(1.0));
    return shift + turn + cut;
  }
}
