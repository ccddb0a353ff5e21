package dev.gimbal.gate;

import static dev.gimbal.gate.MadeAudit.CONV1;
import static dev.gimbal.gate.MadeAudit.CONV2;
import static dev.gimbal.gate.MadeAudit.FC;
import static dev.gimbal.gate.MadeAudit.SHIFT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.ScoreVerdict;
import dev.gimbal.gate.compare.ScoreVerdicts;
import dev.gimbal.gate.compare.ScoreVerdicts.Key;
import dev.gimbal.gate.compare.ScoreVerdicts.Part;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a comparison says of scores on audits whose every image is known. */
class DiffVerdictsTest {
  private static final double MARGIN = 0.01;

  @TempDir Path folder;

  private static MadeAudit audit() {
    return new MadeAudit(400);
  }

  private ScoreVerdicts verdicts(MadeAudit before, MadeAudit after) {
    return DiffVerdicts.of(
        Comparison.of(before.in(folder, "before"), after.in(folder, "after")), MARGIN);
  }

  private static Optional<ScoreVerdict> layer(ScoreVerdicts verdicts, int layer, String scope) {
    ScoreId score = layer == FC ? ScoreId.INVARIANCE : ScoreId.EQUIVARIANCE;
    return verdicts.of(Key.ofLayer(layer, scope, score.id()));
  }

  @Test
  void whatDidNotChangeIsTheSame() {
    ScoreVerdicts verdicts = verdicts(audit(), audit());
    assertThat(verdicts.overall(Part.ALL)).isEqualTo(ScoreVerdict.SAME);
    // The 19 scores that must pass; single ones that stay say nothing.
    assertThat(verdicts.scores()).hasSize(19);
    assertThat(verdicts.margin()).isEqualTo(MARGIN);
    assertThat(verdicts.alpha()).isEqualTo(0.05);
    assertThat(verdicts.parts()).containsExactly(Part.ALL, Part.OUTPUTS, Part.LAYERS);
  }

  @Test
  void oneLayerFellAnotherRoseAndTheRestStayed() {
    MadeAudit after =
        audit().loss((layer, probe, image) -> layer == CONV1 ? 0.05 : layer == FC ? -0.05 : 0);
    ScoreVerdicts verdicts = verdicts(audit(), after);
    assertThat(layer(verdicts, CONV1, "translation")).contains(ScoreVerdict.WORSE);
    assertThat(layer(verdicts, CONV1, "rotation 0 0 10.0")).contains(ScoreVerdict.WORSE);
    assertThat(layer(verdicts, FC, "rotation")).contains(ScoreVerdict.IMPROVED);
    assertThat(layer(verdicts, CONV2, "rotation")).contains(ScoreVerdict.SAME);
    assertThat(layer(verdicts, CONV2, "rotation 0 0 10.0")).isEmpty();
    assertThat(verdicts.overall(Part.LAYERS)).isEqualTo(ScoreVerdict.MIXED);
    assertThat(verdicts.overall(Part.OUTPUTS)).isEqualTo(ScoreVerdict.SAME);
    // Two families and three probes each.
    assertThat(verdicts.counts(Part.LAYERS))
        .containsEntry(ScoreVerdict.WORSE, 5L)
        .containsEntry(ScoreVerdict.IMPROVED, 5L)
        .containsEntry(ScoreVerdict.SAME, 2L);
    ScoreVerdicts back = verdicts(after, audit());
    assertThat(layer(back, CONV1, "translation")).contains(ScoreVerdict.IMPROVED);
    assertThat(layer(back, FC, "rotation")).contains(ScoreVerdict.WORSE);
  }

  @Test
  void worseAloneIsWorseAndImprovedAloneImproved() {
    MadeAudit fell = audit().loss((layer, probe, image) -> layer == FC ? 0.05 : 0);
    assertThat(verdicts(audit(), fell).overall(Part.ALL)).isEqualTo(ScoreVerdict.WORSE);
    assertThat(verdicts(fell, audit()).overall(Part.ALL)).isEqualTo(ScoreVerdict.IMPROVED);
  }

  @Test
  void whatTheSampleCannotTellIsUndecided() {
    MadeAudit wide =
        audit().loss((layer, probe, image) -> layer == CONV1 ? (image % 2 == 0 ? 0.2 : -0.2) : 0);
    ScoreVerdicts verdicts = verdicts(audit(), wide);
    assertThat(layer(verdicts, CONV1, "rotation")).contains(ScoreVerdict.UNDECIDED);
    assertThat(verdicts.overall(Part.LAYERS)).isEqualTo(ScoreVerdict.UNDECIDED);
    assertThat(verdicts.overall(Part.OUTPUTS)).isEqualTo(ScoreVerdict.SAME);
  }

  @Test
  void aNumberThatBecameNoneIsWorseAndWithoutRecordsNothingElseIsDecided() {
    MadeAudit lost =
        audit()
            .state(CONV2, SHIFT, ScoreId.EQUIVARIANCE, new Outcome.Degenerate("dead"))
            .withoutRecords();
    ScoreVerdicts verdicts = verdicts(audit(), lost);
    assertThat(layer(verdicts, CONV2, "translation 1 0 0.0")).contains(ScoreVerdict.WORSE);
    assertThat(layer(verdicts, CONV1, "rotation")).contains(ScoreVerdict.UNDECIDED);
    assertThat(verdicts.overall(Part.OUTPUTS)).isEqualTo(ScoreVerdict.UNDECIDED);
    assertThat(verdicts.counts(Part.ALL)).doesNotContainKey(ScoreVerdict.SAME);
  }
}
