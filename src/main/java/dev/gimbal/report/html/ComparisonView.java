package dev.gimbal.report.html;

import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.Table;
import java.util.List;

/**
 * All that the comparison's template sees: text that is ready to be placed.
 *
 * @param remarks what must be known before numbers are compared
 * @param sides one row a result
 * @param differences charts of paired differences; only for two comparable results
 */
public record ComparisonView(
    String title,
    String policy,
    String css,
    String tool,
    String heading,
    List<String> remarks,
    Table sides,
    List<Figure> differences,
    List<Group> families) {
  /** Tables and curves of one family. */
  public record Group(String heading, List<Table> tables, List<Figure> figures) {}
}
