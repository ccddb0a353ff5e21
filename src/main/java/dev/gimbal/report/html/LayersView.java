package dev.gimbal.report.html;

import dev.gimbal.report.html.PageView.Table;
import java.util.List;

/**
 * The layer table and what hangs on it, ready to be placed. Row i has the identifier {@code
 * layer-i}.
 *
 * @param table one row a layer
 * @param skipped layers without any score, at most one table
 * @param csv the table as a data URI; empty where it is too large for one
 * @param csvNote what is in the file, or why there is none
 * @param channels layers with scores of single channels
 * @param channelsNote how to read them, and which are left out
 */
public record LayersView(
    Table table,
    List<Table> skipped,
    String csv,
    String csvNote,
    List<Channels> channels,
    String channelsNote) {

  /** A layer's channels; {@code anchor} is what links aim at. */
  public record Channels(String anchor, String heading, List<Strip> strips) {}

  /**
   * One score of all channels.
   *
   * @param label the score and its family
   * @param png one pixel a channel, as a data URI
   * @param width shown, in CSS pixels
   * @param height shown
   * @param numbers the picture in words
   */
  public record Strip(String label, String png, int width, int height, String numbers) {}
}
