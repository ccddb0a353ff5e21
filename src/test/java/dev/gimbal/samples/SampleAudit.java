package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ResultJson;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import dev.gimbal.testing.CliRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What {@code gimbal audit} says of a sample, read by layer name and shift in pixels. */
final class SampleAudit {
  private final AuditResult result;
  private final ScoreTable table;

  private SampleAudit(AuditResult result) {
    this.result = result;
    table = new ScoreTable(result.scores());
  }

  /** Runs the command on a model below {@code samples}; the result is written into a folder. */
  static SampleAudit run(Path folder, String model, String... more) {
    Path json = folder.resolve(model.replace('/', '-') + ".json");
    List<Object> all = new ArrayList<>();
    all.addAll(List.of("audit", Path.of("samples", model), "--quiet", "-o", "json=" + json));
    all.addAll(Arrays.asList(more));
    CliRun.of(all.toArray()).measured();
    return new SampleAudit(ResultJson.read(json));
  }

  AuditResult result() {
    return result;
  }

  LayerInfo layer(String name) {
    return result.layers().get(layerIndex(name));
  }

  double score(String layer, int dx, int dy, ScoreId score) {
    Outcome found = outcome(layer, dx, dy, score);
    assertThat(found)
        .as("%s of %s under dx=%d dy=%d", score, layer, dx, dy)
        .isInstanceOf(Outcome.Measured.class);
    return ((Outcome.Measured) found).value();
  }

  Outcome outcome(String layer, int dx, int dy, ScoreId score) {
    return table.outcome(layerIndex(layer), shift(dx, dy), score).orElseThrow();
  }

  /** Equivariant without exception: everything is visible, and nothing is lost. */
  void assertExact(String layer, int dx, int dy) {
    double floor = score(layer, dx, dy, ScoreId.NOISE_FLOOR);
    assertThat(floor).as("a floor that hides nothing").isLessThan(1e-5);
    assertThat(score(layer, dx, dy, ScoreId.VISIBLE_SHARE)).isEqualTo(1);
    assertThat(1 - score(layer, dx, dy, ScoreId.EQUIVARIANCE))
        .as("loss of %s under dx=%d dy=%d", layer, dx, dy)
        .isLessThanOrEqualTo(floor);
  }

  /** A score of the only output under a shift, such as accuracy. */
  double output(String score, int dx, int dy) {
    int probe = shift(dx, dy);
    return result.outputs().get(0).perProbe().stream()
        .filter(row -> row.probe() == probe && row.score().equals(score))
        .mapToDouble(row -> ((Outcome.Measured) row.outcome()).value())
        .findFirst()
        .orElseThrow();
  }

  /** A score of the only output over an orbit or over everything, such as referenceAccuracy. */
  double overall(String orbit, String score) {
    return result.outputs().get(0).overall().stream()
        .filter(row -> row.orbit().equals(orbit) && row.score().equals(score))
        .map(OutputResult.OrbitScore::outcome)
        .mapToDouble(outcome -> ((Outcome.Measured) outcome).value())
        .findFirst()
        .orElseThrow();
  }

  List<String> findings() {
    return result.findings().stream().map(Finding::id).toList();
  }

  private int layerIndex(String name) {
    return index(result.layers().size(), i -> result.layers().get(i).name().equals(name), name);
  }

  private int shift(int dx, int dy) {
    return index(
        result.probes().size(),
        i -> isShift(result.probes().get(i), dx, dy),
        "dx=" + dx + " dy=" + dy);
  }

  private static boolean isShift(ProbeInfo probe, int dx, int dy) {
    return probe.family().equals("translation")
        && probe.dx().orElse(0) == dx
        && probe.dy().orElse(0) == dy;
  }

  private static int index(int size, IntPredicate wanted, String what) {
    return IntStream.range(0, size)
        .filter(wanted)
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(what));
  }
}
