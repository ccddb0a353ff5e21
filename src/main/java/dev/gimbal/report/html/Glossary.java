package dev.gimbal.report.html;

import dev.gimbal.report.html.PageView.Link;
import dev.gimbal.report.html.PageView.Word;
import java.util.List;

/** The words of a report, explained for someone who meets them for the first time. */
final class Glossary {
  /** A word, its meaning and the section that shows it. */
  private record Entry(String name, String meaning, String section) {}

  private static final List<Entry> WORDS =
      List.of(
          new Entry(
              "probe", "one geometric change of the input: a shift, a turn or a crop", "#outputs"),
          new Entry("orbit", "all probes of one kind, applied to one image", "#curves"),
          new Entry(
              "reference", "the same image, unprobed, and what the network makes of it", "#method"),
          new Entry(
              "invariance (I)",
              "1 − E‖f(gx) − f(x)‖² ÷ D. 1: nothing changed; 0: the probe changed the layer as much as swapping the image; below 0: more",
              "#depth"),
          new Entry(
              "equivariance (E)",
              "1 − E‖u‖² ÷ D over the visible positions, u the difference after moving the layer's map back. Only for maps, and only for probes that fit the layer's grid",
              "#depth"),
          new Entry(
              "D",
              "expected squared distance between the layer's outputs for two images",
              "#layers"),
          new Entry(
              "consistency",
              "share of images whose top class is the same with and without the probe",
              "#sensitivity"),
          new Entry(
              "visible share", "how much of D lies where both maps show real content", "#layers"),
          new Entry(
              "jump, period",
              "input pixels per step of a map; the shift after which a map can move by whole cells",
              "#layers"),
          new Entry("on-grid", "a shift that is a whole multiple of the layer's period", "#phase"),
          new Entry(
              "border",
              "loss at places that saw padding, the frame's edge, or content that left or entered",
              "#depth"),
          new Entry(
              "sampling",
              "loss between grid points above what interpolation alone explains: stride and pooling alias. Signed",
              "#phase"),
          new Entry(
              "position dependence",
              "loss at places that saw only real content, below an operator that knows where it is, such as a dense layer",
              "#depth"),
          new Entry(
              "global context",
              "the same below operators that take one value from all positions",
              "#depth"),
          new Entry(
              "resampling, filter geometry",
              "for turns and crops: what interpolating the image costs, and the rest. Filters are not round, so this alone is no fault",
              "#depth"),
          new Entry(
              "noise floor",
              "the score's own numerical error, measured in the same run; “exact” and “≤ floor” mean within it",
              "#layers"),
          new Entry("not applicable", "the score has no meaning here; never 0 or 1", "#notes"),
          new Entry(
              "degenerate",
              "the layer is dead or constant: trivially invariant, and no achievement",
              "#notes"),
          new Entry(
              "failed", "the layer gave NaN or infinity, or the measurement failed", "#notes"),
          new Entry(
              "collapse test",
              "a layer that makes a vector of a map, run alone on its map rolled by whole cells: what"
                  + " changes then is position and nothing else",
              "#collapse"),
          new Entry(
              "worst of orbit",
              "share of images whose answer stays under every probe of a kind; it falls when probes are added",
              "#curves"),
          new Entry(
              "chance agreement",
              "how often two different images get the same answer: a consistency near it shows nothing",
              "#outputs"),
          new Entry(
              "n",
              "images behind a number; an interval in brackets holds the true value in 95 of 100 such audits",
              "#method"),
          new Entry(
              "indicative",
              "from drawn images, or from fewer than 30: read the direction, not the digits",
              "#notes"));

  private Glossary() {}

  /** All words, with links to those of their sections that the page has. */
  static List<Word> of(List<Link> sections) {
    return WORDS.stream()
        .map(
            word ->
                new Word(
                    word.name(),
                    word.meaning(),
                    sections.stream()
                        .filter(link -> link.target().equals(word.section()))
                        .toList()))
        .toList();
  }
}
