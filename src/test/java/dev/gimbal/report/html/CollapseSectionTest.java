package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.PositionPanel;
import dev.gimbal.result.SampleResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The section on layers that make vectors of maps. */
class CollapseSectionTest {
  private static String page(List<CollapseTest> tests, List<PositionPanel> panels)
      throws IOException {
    AuditResult result = SampleResult.complete().withLayerTests(tests, panels, List.of());
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    new HtmlReport().write(result, stream);
    return stream.toString(StandardCharsets.UTF_8);
  }

  private static CollapseTest test(String map, Outcome loss, int shifts) {
    return new CollapseTest(
        1,
        List.of(new CollapseTest.RolledMap(map, List.of(16, 5, 6))),
        shifts,
        loss,
        loss instanceof Outcome.Measured ? Outcome.measured(1e-8, 8) : loss);
  }

  @Test
  void everyTestIsARowAndHostileNamesStayText() throws IOException {
    String page =
        page(
            List.of(
                test("<script>alert(1)</script>", Outcome.measured(0.4, 0.3, 0.5, 30), 29),
                test("pool", Outcome.measured(3e-14, 1e-14, 5e-14, 31), 32),
                test("one", Outcome.notApplicable("its map has one cell"), 0)),
            List.of());
    assertThat(page)
        .contains("href=\"#collapse\"", "id=\"collapse\"", "16 × 5 × 6")
        .contains("0.400 [0.300, 0.500], n = 30", "≤ floor, n = 31", "1.0e−08", "has one cell")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; 16")
        .doesNotContain("<script>alert");
  }

  @Test
  void aPanelIsAPictureWithItsNumbers() throws IOException {
    List<List<Double>> energy = List.of(List.of(0.5, 0.25), List.of(0.25, 0.0));
    PositionPanel panel =
        new PositionPanel(1, "<b>w", 120, 16, 2, 2, Outcome.measured(0.7, 1920), 1, energy);
    String page = page(List.of(), List.of(panel));
    assertThat(page)
        .contains("from 0 to 2.", "0.700 of the squared weights", "120 outputs of 16 × 2 × 2")
        .contains("1 is an even share", "column 2", "&lt;b&gt;w,")
        .doesNotContain("<b>w");
  }

  @Test
  void weightsThatCouldNotBeReadSayWhy() throws IOException {
    PositionPanel panel =
        new PositionPanel(
            1, "w", 1, 1, 2, 2, Outcome.notApplicable("its weights are computed"), 1, List.of());
    assertThat(page(List.of(), List.of(panel))).contains("its weights are computed");
  }

  @Test
  void aLargeMapInBlocksStaysSmall() throws IOException {
    List<Double> row = Collections.nCopies(57, 1.0 / (57 * 57));
    PositionPanel panel =
        new PositionPanel(
            1, "w", 1, 1, 113, 113, Outcome.measured(0, 1), 2, Collections.nCopies(57, row));
    assertThat(page(List.of(), List.of(panel)))
        .contains("One square is 2 × 2 positions.")
        .hasSizeLessThan(1_000_000);
  }

  @Test
  void withoutSuchLayersThereIsNoSection() throws IOException {
    assertThat(page(List.of(), List.of()))
        .doesNotContain("#collapse")
        .doesNotContain("id=\"collapse\"");
  }
}
