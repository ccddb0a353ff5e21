package dev.gimbal.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Finding;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.PositionPanel;
import dev.gimbal.result.SampleResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the collapse tests say in words. */
class CollapseFindingsTest {
  private static CollapseTest test(int layer, Outcome loss) {
    return new CollapseTest(
        layer,
        List.of(new CollapseTest.RolledMap("pool2", List.of(16, 5, 5))),
        24,
        loss,
        Outcome.measured(1e-8, 8));
  }

  private static PositionPanel panel(Double... energy) {
    return new PositionPanel(
        1,
        "w",
        10,
        16,
        2,
        2,
        Outcome.measured(0.5, 160),
        1,
        List.of(List.of(energy[0], energy[1]), List.of(energy[2], energy[3])));
  }

  private static Optional<Finding> find(
      String id, List<CollapseTest> tests, PositionPanel... panels) {
    AuditResult result = SampleResult.complete().withLayerTests(tests, List.of(panels), List.of());
    return Diagnosis.of(result).findings().stream().filter(f -> f.id().equals(id)).findFirst();
  }

  @Test
  void aDenseLayerIsNamedWithItsNumberAndItsDarkCells() {
    List<CollapseTest> tests =
        List.of(test(1, Outcome.measured(0.4, 0.3, 0.5, 30)), test(2, Outcome.measured(0.3, 30)));
    Finding finding = find("position-dependence", tests, panel(0.4, 0.3, 0.2, 0.1)).orElseThrow();
    assertThat(finding.layer()).contains(1);
    assertThat(finding.severity()).isEqualTo("medium");
    assertThat(finding.evidence())
        .contains("pool2 (16×5×5)", "0.400 (95 % interval 0.300 to 0.500) over 30 images")
        .contains("0.500 lie between positions", "1 of 4 positions", "row and column 2/2.")
        .contains("So do dead.");
  }

  @Test
  void anEvenPanelNamesNoCell() {
    List<CollapseTest> tests = List.of(test(1, Outcome.measured(0.1, 0.05, 0.2, 30)));
    Finding finding = find("position-dependence", tests, panel(0.3, 0.25, 0.25, 0.2)).orElseThrow();
    assertThat(finding.severity()).isEqualTo("low");
    assertThat(finding.evidence()).doesNotContain("even share");
  }

  @Test
  void aTestAtTheFloorIsAFindingOfItsOwn() {
    List<CollapseTest> tests = List.of(test(1, Outcome.measured(3e-14, 1e-14, 5e-14, 30)));
    assertThat(find("position-dependence", tests)).isEmpty();
    Finding finding = find("position-free", tests).orElseThrow();
    assertThat(finding.severity()).isEqualTo("info");
    assertThat(finding.evidence()).contains("3.0e-14", "1.0e-08");
  }

  @Test
  void smallUncertainAndMissingLossesSayNothing() {
    for (Outcome loss :
        List.of(
            Outcome.measured(0.005, 0.004, 0.006, 30),
            Outcome.measured(0.1, -0.1, 0.3, 3),
            Outcome.notApplicable("its map has one cell"),
            new Outcome.Degenerate("constant"))) {
      assertThat(find("position-dependence", List.of(test(1, loss)))).isEmpty();
      assertThat(find("position-free", List.of(test(1, loss)))).isEmpty();
    }
  }
}
