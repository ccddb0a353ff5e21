package dev.gimbal.report.html;

import java.util.List;

/**
 * All that the templates see: text that is ready to be placed. Only {@link Figure#svg}, the
 * drawings of {@link #network}, {@link #css}, {@link #script} and {@link #json} are placed without
 * escaping; they are built with their own.
 *
 * @param title of the browser's tab
 * @param policy the content security policy
 * @param css the style sheet whose hash the policy names
 * @param navigation the sections that this page has
 * @param gate what a policy said; one or none
 * @param json the summary for programs
 * @param script sorts, filters and follows links; the policy names its hash
 */
public record PageView(
    String title,
    String policy,
    String css,
    String tool,
    List<Link> navigation,
    Banner banner,
    List<GateView> gate,
    List<FindingCard> findings,
    List<Figure> maps,
    String mapsNote,
    List<Group> curves,
    List<Figure> depth,
    List<Figure> phases,
    Collapse collapse,
    NetworkView network,
    LayersView layers,
    List<Fields> fields,
    List<Table> outputs,
    List<PictureView> pictures,
    List<String> warnings,
    List<Fact> notes,
    List<Table> states,
    List<Fact> glossary,
    String json,
    String script) {

  /** A link to a section. */
  public record Link(String target, String label) {}

  /**
   * What comes first.
   *
   * @param verdict one word
   * @param indicative why the numbers are only indicative; empty if they are not
   * @param sentence what was found, for anyone
   * @param details more such sentences
   * @param model what was audited
   * @param audit how
   * @param command a line that does it again
   */
  public record Banner(
      String verdict,
      String indicative,
      String sentence,
      List<String> details,
      List<Fact> model,
      List<Fact> audit,
      String command) {}

  /** A name and what belongs to it. */
  public record Fact(String name, String value) {}

  /** A finding; {@code severityClass} is one of the five known words. */
  public record FindingCard(
      String severity,
      String severityClass,
      String title,
      String evidence,
      String remedy,
      String layer,
      String probes) {}

  /** What changing pixels showed of receptive fields. */
  public record Fields(String summary, List<Figure> figures, Table table) {}

  /**
   * Where maps become vectors.
   *
   * @param tests one row a layer
   * @param panels weights over positions
   */
  public record Collapse(Table tests, List<Figure> panels) {
    public boolean isEmpty() {
      return tests.isEmpty() && panels.isEmpty();
    }
  }

  /** Charts under one heading. */
  public record Group(String heading, List<Figure> figures) {}

  /** A chart with its words and the numbers behind it. */
  public record Figure(String title, String caption, String svg, boolean wide, Table table) {}

  /**
   * A table; the first cell of each row names the row.
   *
   * @param notes why numbers are missing, by the number in square brackets
   */
  public record Table(
      String caption, List<String> heads, List<List<Cell>> rows, List<String> notes) {
    /** Longest table that a page shows unfolded. */
    private static final int LONGEST_OPEN = 30;

    public boolean isEmpty() {
      return rows.isEmpty();
    }

    public boolean isShort() {
      return rows.size() <= LONGEST_OPEN;
    }
  }

  /** A cell; the class is one of ours. */
  public record Cell(String text, String cssClass) {}
}
