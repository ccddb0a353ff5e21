package dev.gimbal.report.html;

import dev.gimbal.report.html.PageView.Fact;
import java.util.List;

/** The words of a report, explained for someone who meets them for the first time. */
final class Glossary {
  static final List<Fact> WORDS =
      List.of(
          new Fact("probe", "one geometric change of the input: a shift, a turn or a crop"),
          new Fact("orbit", "all probes of one kind, applied to one image"),
          new Fact("reference", "the same image, unprobed, and what the network makes of it"),
          new Fact(
              "invariance (I)",
              "1 − E‖f(gx) − f(x)‖² ÷ D. 1: nothing changed; 0: the probe changed the layer as much"
                  + " as swapping the image; below 0: more"),
          new Fact(
              "equivariance (E)",
              "1 − E‖u‖² ÷ D over the visible positions, u the difference after moving the layer's"
                  + " map back. Only for maps, and only for probes that fit the layer's grid"),
          new Fact("D", "expected squared distance between the layer's outputs for two images"),
          new Fact(
              "consistency",
              "share of images whose top class is the same with and without the" + " probe"),
          new Fact("visible share", "how much of D lies where both maps show real content"),
          new Fact(
              "jump, period",
              "input pixels per step of a map; the shift after which a map can"
                  + " move by whole cells"),
          new Fact("on-grid", "a shift that is a whole multiple of the layer's period"),
          new Fact(
              "border",
              "loss at places that saw padding, the frame's edge, or content that"
                  + " left or entered"),
          new Fact(
              "sampling",
              "loss between grid points above what interpolation alone explains:"
                  + " stride and pooling alias. Signed"),
          new Fact(
              "position dependence",
              "loss at places that saw only real content, below an"
                  + " operator that knows where it is, such as a dense layer"),
          new Fact(
              "global context",
              "the same below operators that take one value from all" + " positions"),
          new Fact(
              "resampling, filter geometry",
              "for turns and crops: what interpolating the image"
                  + " costs, and the rest. Filters are not round, so this alone is no fault"),
          new Fact(
              "noise floor",
              "the score's own numerical error, measured in the same run;"
                  + " “exact” and “≤ floor” mean within it"),
          new Fact("not applicable", "the score has no meaning here; never 0 or 1"),
          new Fact(
              "degenerate",
              "the layer is dead or constant: trivially invariant, and no" + " achievement"),
          new Fact("failed", "the layer gave NaN or infinity, or the measurement failed"));

  private Glossary() {}
}
