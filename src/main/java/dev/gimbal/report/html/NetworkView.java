package dev.gimbal.report.html;

import java.util.List;

/**
 * The drawn network, ready to be placed.
 *
 * @param intro what boxes, colours and numbers mean
 * @param remarks what is not drawn, and why
 * @param overview the network with its blocks folded; empty where nothing is to be folded
 * @param overviewCaption what the overview shows
 * @param lines the network layer by layer, in reading order; empty where it is not drawn
 * @param linesCaption what they show
 */
public record NetworkView(
    String intro,
    List<String> remarks,
    List<String> overview,
    String overviewCaption,
    List<String> lines,
    String linesCaption) {

  /** Whether there is anything to show. */
  public boolean isEmpty() {
    return overview.isEmpty() && lines.isEmpty() && remarks.isEmpty();
  }
}
