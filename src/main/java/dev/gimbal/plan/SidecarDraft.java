package dev.gimbal.plan;

import dev.gimbal.image.FrameSize;
import dev.gimbal.image.Interpolation;
import dev.gimbal.image.PixelValues;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.image.Resize;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text of a first sidecar for a model: what is known stands as it is; what is a guess stands in
 * a comment, so that it stays a guess, with its warning, until a person confirms it.
 */
public final class SidecarDraft {
  private static final String GUESS = "guess";

  /** YAML forbids control characters that JSON allows. */
  private static final JsonMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final StringBuilder text = new StringBuilder();
  private final Preprocessing preprocessing;

  private SidecarDraft(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
  }

  /**
   * Writes the draft.
   *
   * @param inputName the model's image input
   * @param layout the axis order of that input where a sidecar can say it, else empty
   * @param preprocessing as resolved, with its origins
   * @param outputKinds by output name: the kind that the output's shape suggests
   */
  public static String of(
      String inputName,
      String layout,
      Preprocessing preprocessing,
      Map<String, String> outputKinds) {
    SidecarDraft draft = new SidecarDraft(preprocessing);
    draft.line("# How pictures reach the model, read by gimbal audit.");
    draft.line(
        "# Lines that start with '# ' and a key are guesses or examples: correct them, then");
    draft.line("# remove the '# '.");
    draft.line("# images: images/       # a folder or a file, relative to this file");
    draft.line("# labels: labels.csv    # columns file and index or name; or: folders");
    draft.input(inputName, layout);
    draft.resize();
    draft.values();
    draft.outputs(new TreeMap<>(outputKinds));
    return draft.text.toString();
  }

  private void line(String content) {
    text.append(content).append('\n');
  }

  /** A line that becomes a comment where its aspect is only guessed. */
  private void line(String aspect, String indent, String content) {
    boolean guessed = preprocessing.origins().getOrDefault(aspect, GUESS).startsWith(GUESS);
    line(guessed ? indent + "# " + content + "    # a guess" : indent + content);
  }

  private void input(String name, String layout) {
    line("input:");
    line("  name: " + quoted(name));
    if (!layout.isEmpty()) {
      line("  layout: " + layout);
    }
    line("channels", "  ", "channels: " + preprocessing.channels().id());
    FrameSize size = preprocessing.size();
    line("size", "  ", "size: [" + size.height() + ", " + size.width() + "]");
  }

  private void resize() {
    Interpolation filter = preprocessing.interpolation();
    line(
        "resize",
        "",
        "resize: {" + way(preprocessing.resize()) + ", interpolation: " + filter.id() + "}");
  }

  private String way(Resize resize) {
    if (resize instanceof Resize.ShorterSide side) {
      return "shorter-side: " + side.pixels();
    }
    if (resize instanceof Resize.Exact exact) {
      return "exact: [" + exact.height() + ", " + exact.width() + "]";
    }
    if (resize instanceof Resize.Cover cover) {
      return "shorter-side: " + Math.round(cover.margin() * shorterSide(preprocessing.size()));
    }
    return "none: true";
  }

  private static int shorterSide(FrameSize size) {
    return Math.min(size.height(), size.width());
  }

  private void values() {
    PixelValues values = preprocessing.values();
    line("values", "", "scale: " + String.format(Locale.ROOT, "%s", values.scale()));
    line("values", "", "mean: " + values.mean());
    line("values", "", "std: " + values.std());
  }

  private void outputs(Map<String, String> kinds) {
    if (kinds.isEmpty()) {
      return;
    }
    line("# outputs:             # kind: classes, dense, embedding, detections or other");
    kinds.forEach((name, kind) -> line("#   " + quoted(name) + ": {kind: " + kind + "}"));
  }

  /** A JSON string is a YAML double-quoted scalar, whatever the name holds. */
  private static String quoted(String name) {
    return ASCII.writeValueAsString(name);
  }
}
