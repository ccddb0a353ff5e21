package dev.gimbal.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.LayerInfo;
import dev.gimbal.testing.CliRun;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The claim: after C3x3/1, max pooling 2x2/2, C3x3/1 each feature sees 8×8 pixels. */
final class ReceptiveFieldSampleTest {
  private static final Path MODEL = Path.of("samples/receptive-field/patches.onnx");

  @TempDir Path folder;

  /** A layer's line of {@code inspect}: op, kind, shape, jump, start, period, field. */
  private static List<String> line(String listing, String layer) {
    return listing
        .lines()
        .map(line -> Arrays.asList(line.trim().split(" {2,}", -1)))
        .filter(cells -> cells.size() > 8 && cells.get(1).equals(layer))
        .map(cells -> cells.subList(2, 9))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void inspectSaysEightByEightJumpTwoAndWhereTheFirstFeatureSits() {
    String listing = CliRun.of("inspect", MODEL).measured().out();
    assertThat(line(listing, "/relu1/Relu_output_0"))
        .containsExactly("Conv+Relu", "map", "1×12×30×30", "1", "1", "1", "3");
    assertThat(line(listing, "/pool1/MaxPool_output_0"))
        .containsExactly("MaxPool", "map", "1×12×15×15", "2", "3/2", "2", "4");
    // Feature 0 sees pixels 0 to 7, so its middle is at 7/2.
    assertThat(line(listing, "/relu2/Relu_output_0"))
        .containsExactly("Conv+Relu", "map", "1×24×13×13", "2", "7/2", "2", "8");
  }

  @Test
  void changingPixelsMovesFeaturesWithinThatFieldAndReachesItsEdges() {
    String listing = CliRun.of("inspect", MODEL, "--verify").measured().out();
    List<String> checks =
        listing.lines().filter(line -> line.contains("/relu2/Relu_output_0")).toList();
    assertThat(checks).hasSize(2);
    assertThat(checks.get(1)).contains("8×8 of 8×8");
  }

  @Test
  void eightPixelsAreEnoughToTellMostShapesButNotAll() {
    SampleAudit audit =
        SampleAudit.run(
            folder, "receptive-field/patches.onnx", "--probes", "quick", "--threads", "1");
    LayerInfo.Grid grid = audit.layer("/relu2/Relu_output_0").grid().orElseThrow();
    assertThat(grid.receptiveField()).containsExactly(8L, 8L);
    ExpectedNumbers expected = ExpectedNumbers.of("receptive-field");
    expected.check("referenceAccuracy", audit.overall("all", "referenceAccuracy"), 0.03);
    expected.check("consistencyMean", audit.overall("translation", "consistencyMean"), 0.04);
    expected.complete();
    assertThat(audit.overall("all", "referenceAccuracy")).isBetween(0.55, 0.95);
  }
}
