package dev.gimbal.report.html;

import java.util.List;

/**
 * An image and what a probe made of it, ready to be placed.
 *
 * @param title the probe and the image
 * @param caption why it is shown, and the label
 * @param images unprobed and probed
 * @param answers one an output, at most a few
 * @param maps one row a layer; may be empty
 * @param open whether the maps are shown unfolded
 */
public record PictureView(
    String title,
    String caption,
    List<Image> images,
    List<AnswerView> answers,
    List<MapRow> maps,
    boolean open) {

  /**
   * A picture.
   *
   * @param src a data URI of a PNG file
   * @param width on the page, CSS pixels
   * @param height on the page
   * @param alt what it shows, for those who do not see it
   * @param caption under it
   */
  public record Image(String src, int width, int height, String alt, String caption) {}

  /**
   * What an output said.
   *
   * @param sentence what changed
   * @param classes probabilities of the strongest classes; empty for other outputs
   */
  public record AnswerView(String sentence, List<ClassRow> classes) {}

  /** A class and its probabilities. */
  public record ClassRow(String name, String before, String after) {}

  /** One layer's maps. */
  public record MapRow(String layer, String caption, List<Image> images) {}
}
