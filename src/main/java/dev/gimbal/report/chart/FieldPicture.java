package dev.gimbal.report.chart;

import dev.gimbal.result.FieldCheck;
import java.util.List;

/** The input's frame with one cell's receptive field: as derived, and what was seen to move it. */
public final class FieldPicture {
  private static final double SIDE = 150;
  private static final double MARGIN = 6;

  private final String id;
  private final String title;
  private final String description;
  private final FieldCheck check;
  private final double height;
  private final double width;
  private final double scale;

  /**
   * Prepares a picture.
   *
   * @param id unique in the page
   * @param size height and width of the input, pixels
   */
  public FieldPicture(
      String id, String title, String description, FieldCheck check, List<Integer> size) {
    this.id = id;
    this.title = title;
    this.description = description;
    this.check = check;
    scale = SIDE / Math.max(1, Math.max(size.get(0), size.get(1)));
    height = size.get(0) * scale;
    width = size.get(1) * scale;
  }

  /** The picture as SVG. */
  public String svg() {
    Svg svg = new Svg(id, width + 2 * MARGIN, height + 2 * MARGIN, title, description);
    svg.rect(MARGIN, MARGIN, width, height, "field-frame");
    box(svg, check.seen(), "field-seen");
    box(svg, check.derived(), "field-derived");
    return svg.finish();
  }

  private void box(Svg svg, List<List<Integer>> spans, String cssClass) {
    if (spans.stream().anyMatch(List::isEmpty)) {
      return;
    }
    List<Integer> y = spans.get(0);
    List<Integer> x = spans.get(1);
    svg.rect(
        MARGIN + x.get(0) * scale,
        MARGIN + y.get(0) * scale,
        (x.get(1) - x.get(0) + 1) * scale,
        (y.get(1) - y.get(0) + 1) * scale,
        cssClass);
  }
}
