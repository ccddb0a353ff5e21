package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.Readings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** An audit of a sample's network with the sample's own probes, averaged over some of them. */
final class MovedSample {
  private final SampleAudit audit;
  private final Readings readings;

  private MovedSample(SampleAudit audit) {
    this.audit = audit;
    readings = new Readings(audit.result());
  }

  /** Audits {@code samples/SAMPLE/NETWORK.onnx} with {@code samples/SAMPLE/probes.yaml}. */
  static MovedSample run(Path scratch, String sample, String network, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--probes", "samples/" + sample + "/probes.yaml"));
    arguments.addAll(List.of("--provider", "cpu"));
    arguments.addAll(List.of(more));
    SampleAudit audit =
        SampleAudit.run(
            scratch, sample + "/" + network + ".onnx", arguments.toArray(String[]::new));
    assertThat(audit.findings()).doesNotContain("instrument-error", "failed-layers");
    return new MovedSample(audit);
  }

  Readings readings() {
    return readings;
  }

  /** The probes of interest, by index; at least one. */
  List<Integer> probes(Predicate<ProbeInfo> chosen) {
    List<Integer> found =
        IntStream.range(0, readings.probes())
            .filter(i -> chosen.test(readings.probe(i)))
            .boxed()
            .toList();
    assertThat(found).as("probes").isNotEmpty();
    return found;
  }

  List<Integer> allProbes() {
    return probes(probe -> true);
  }

  /** Shifts along x alone, by any of these. */
  List<Integer> shiftsAlongX(IntPredicate dx) {
    return probes(p -> p.dy().orElse(-99) == 0 && dx.test(p.dx().orElseThrow()));
  }

  /** The names of the layers with a grid, in graph order, without the input. */
  List<String> maps() {
    return audit.result().layers().stream()
        .skip(1)
        .filter(layer -> layer.grid().isPresent())
        .map(LayerInfo::name)
        .toList();
  }

  /** A score of a layer, on average over probes, under all of which it must be measured. */
  double mean(String layer, ScoreId score, List<Integer> probes) {
    return probes.stream()
        .mapToDouble(probe -> readings.value(layer, probe, score))
        .average()
        .orElseThrow();
  }

  /** A score of the answer, such as consistency, on average over probes. */
  double answer(String score, List<Integer> probes) {
    List<Outcome> found =
        audit.result().outputs().get(0).perProbe().stream()
            .filter(row -> row.score().equals(score) && probes.contains(row.probe()))
            .map(OutputResult.ProbeScore::outcome)
            .toList();
    assertThat(found)
        .as("%s of every probe", score)
        .hasSameSizeAs(probes)
        .hasOnlyElementsOfType(Outcome.Measured.class);
    return found.stream()
        .mapToDouble(outcome -> ((Outcome.Measured) outcome).value())
        .average()
        .orElseThrow();
  }

  /** A score of the answer over all translations. */
  double overTranslations(String score) {
    return audit.overall("translation", score);
  }

  double accuracy() {
    return audit.overall("all", "referenceAccuracy");
  }

  /**
   * Nothing is lost where the map saw only content; where the probe leaves no such cell there is
   * nothing to hold.
   *
   * @return whether there were such cells
   */
  boolean assertNothingLostInside(String map, int probe) {
    Outcome lost = readings.outcome(map, probe, ScoreId.LOSS_CLEAN).orElseThrow();
    if (lost instanceof Outcome.Measured measured) {
      assertThat(measured.value())
          .as("clean loss of %s under %s", map, readings.probe(probe).id())
          .isLessThanOrEqualTo(readings.floor(map, probe));
      return true;
    }
    assertThat(lost).isInstanceOf(Outcome.NotApplicable.class);
    return false;
  }
}
