package dev.gimbal.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.Interval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Charts whose shape carries the meaning: turns around a circle, windows in a frame, combs. */
class OwnShapeChartTest {
  private static final Pattern SQUARE =
      Pattern.compile(
          "<rect x=\"([0-9.]+)\" y=\"([0-9.]+)\" width=\"([0-9.]+)\" height=\"[0-9.]+\""
              + " class=\"(frame|q[0-9])\"/>");

  private static String polar(double degrees, double value) {
    Series.Point point =
        new Series.Point(degrees, Optional.of(value), Optional.of(new Interval(0, 1)), true);
    return new PolarChart(
            "c", "t", "d", List.of(), List.of(new Series("consistency", 3, List.of(point))))
        .svg();
  }

  /** The first corner of a diamond lies straight above its middle. */
  private static double[] mark(String svg) {
    Matcher legendFirst =
        Pattern.compile("d=\"M([0-9.-]+) ([0-9.-]+)[^\"]*z\" class=\"dot s3\"").matcher(svg);
    assertThat(legendFirst.find()).isTrue();
    assertThat(legendFirst.find()).isTrue();
    return new double[] {
      Double.parseDouble(legendFirst.group(1)), Double.parseDouble(legendFirst.group(2)) + 4.2
    };
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 230, 56",
    "90, 1, 80, 206",
    "-90, 1, 380, 206",
    "180, 1, 230, 356",
    "90, 0.5, 155, 206",
    "45, -0.3, 230, 206"
  })
  void aTurnCounterClockwiseLiesToTheLeft(double degrees, double value, double x, double y) {
    assertThat(mark(polar(degrees, value))).containsExactly(new double[] {x, y}, within());
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(0.11);
  }

  @ParameterizedTest
  @CsvSource({
    "center, 0.5, 0.5",
    "top-left, 0, 0",
    "top-right, 1, 0",
    "bottom-left, 0, 1",
    "bottom-right, 1, 1"
  })
  void aWindowLiesAtItsAnchor(String anchor, double right, double down) {
    String svg =
        new FrameChart(
                "c",
                "t",
                "d",
                List.of(0.5),
                List.of(anchor),
                Map.of(new FrameChart.Cell(0.5, anchor), Optional.of(0.25)))
            .svg();
    Matcher square = SQUARE.matcher(svg);
    assertThat(square.find()).isTrue();
    double frameX = Double.parseDouble(square.group(1));
    double frameY = Double.parseDouble(square.group(2));
    double side = Double.parseDouble(square.group(3));
    assertThat(square.find()).isTrue();
    assertThat(square.group(4)).isEqualTo("q2");
    assertThat(Double.parseDouble(square.group(3))).isEqualTo(side / 2);
    assertThat(Double.parseDouble(square.group(1))).isEqualTo(frameX + right * side / 2);
    assertThat(Double.parseDouble(square.group(2))).isEqualTo(frameY + down * side / 2);
    assertThat(svg).contains(">0.25<");
  }

  @Test
  void aCropWithoutScoreIsNotAColour() {
    String svg =
        new FrameChart(
                "c",
                "t",
                "d",
                List.of(0.9, 0.5),
                List.of("center"),
                Map.of(new FrameChart.Cell(0.9, "center"), Optional.empty()))
            .svg();
    assertThat(svg).containsOnlyOnce("height=\"62.8\" class=\"state\"");
    // The other window was not probed: a dot; the key explains it with a second one.
    assertThat(svg.split("class=\"absent\"", -1)).hasSize(3);
  }

  @Test
  void theCombHasAToothAtEveryWholeStep() {
    List<Series.Point> points =
        List.of(
            new Series.Point(-9, Optional.of(0.5), Optional.empty(), true),
            new Series.Point(9, Optional.of(0.5), Optional.empty(), true));
    String svg =
        new LineChart(
                "c",
                "t",
                "d",
                "x",
                "y",
                List.of(new LineChart.Reference("nine in ten", 0.9)),
                List.of(new Series("a", 0, points)),
                Optional.of(new LineChart.Comb("steps of 4", 4)))
            .svg();
    // −8, −4, 0, 4, 8, and three in the key.
    assertThat(svg.split("class=\"comb\"", -1)).hasSize(9);
    assertThat(svg).contains("nine in ten: 0.900", "steps of 4");
  }
}
