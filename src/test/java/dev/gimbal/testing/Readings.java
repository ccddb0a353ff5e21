package dev.gimbal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Finding;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.PhaseProfile;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.ScoreTable;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.IntStream;

/** A diagnosed result, read by tensor name and by the index of the probe. */
public final class Readings {
  private final AuditResult result;
  private final ScoreTable table;

  public Readings(AuditResult result) {
    this.result = result;
    table = new ScoreTable(result.scores());
  }

  public AuditResult result() {
    return result;
  }

  public LayerInfo layer(String name) {
    return result.layers().get(index(name));
  }

  public LayerInfo.Grid grid(String name) {
    return layer(name).grid().orElseThrow();
  }

  private int index(String name) {
    return IntStream.range(0, result.layers().size())
        .filter(i -> result.layers().get(i).name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException(name + " in " + result.layers()));
  }

  public Optional<Outcome> outcome(String layer, int probe, ScoreId score) {
    return table.outcome(index(layer), probe, score);
  }

  public Outcome.Measured measured(String layer, int probe, ScoreId score) {
    Optional<Outcome> found = outcome(layer, probe, score);
    assertThat(found)
        .as("%s of %s under %s", score, layer, probe(probe).id())
        .containsInstanceOf(Outcome.Measured.class);
    return (Outcome.Measured) found.orElseThrow();
  }

  public double value(String layer, int probe, ScoreId score) {
    return measured(layer, probe, score).value();
  }

  public double floor(String layer, int probe) {
    return value(layer, probe, ScoreId.NOISE_FLOOR);
  }

  public ProbeInfo probe(int probe) {
    return result.probes().get(probe);
  }

  public int probes() {
    return result.probes().size();
  }

  /** E is measured and 1 within the floor; nothing is lost in either region. */
  public void assertEquivariant(String layer, int probe) {
    double floor = floor(layer, probe);
    assertThat(value(layer, probe, ScoreId.EQUIVARIANCE))
        .as("E of %s under %s", layer, probe(probe).id())
        .isBetween(1 - floor, 1.0);
    assertThat(value(layer, probe, ScoreId.LOSS)).isLessThanOrEqualTo(floor);
    assertThat(floor).as("a floor that hides nothing").isLessThan(1e-5);
  }

  /** Why a score is not applicable. */
  public String reason(String layer, int probe, ScoreId score) {
    Outcome found = outcome(layer, probe, score).orElseThrow();
    assertThat(found).isInstanceOf(Outcome.NotApplicable.class);
    return ((Outcome.NotApplicable) found).reason();
  }

  public boolean has(ScoreId score) {
    return result.scores().stream().anyMatch(row -> row.score() == score);
  }

  public List<String> findings() {
    return result.findings().stream().map(Finding::id).toList();
  }

  /** The profile along "x" or "y". */
  public PhaseProfile profile(String layer, String axis) {
    return result.phases().stream()
        .filter(found -> found.layer() == index(layer) && found.axis().equals(axis))
        .findFirst()
        .orElseThrow();
  }
}
