package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.html.PictureView.AnswerView;
import dev.gimbal.report.html.PictureView.ClassRow;
import dev.gimbal.report.html.PictureView.Image;
import dev.gimbal.report.html.PictureView.MapRow;
import dev.gimbal.result.Answer;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.PicturePair;
import dev.gimbal.result.PicturePair.LayerMaps;
import dev.gimbal.result.Png;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The pairs of images whose answers changed most, and a few of their feature maps. */
final class PictureSection {
  private static final int MOST_OUTPUTS = 3;

  /** Classes that stay below this would read 0.000 twice. */
  private static final double LEAST_SHARE = 5e-4;

  /** Small pictures are enlarged by whole factors up to about these sides, CSS pixels. */
  private static final int IMAGE_SIDE = 168;

  private static final int MAP_SIDE = 112;

  private final AuditDigest digest;

  PictureSection(AuditDigest digest) {
    this.digest = digest;
  }

  List<PictureView> pairs() {
    List<PictureView> views = new ArrayList<>();
    for (PicturePair pair : digest.result().pictures()) {
      boolean firstMaps = views.stream().allMatch(view -> view.maps().isEmpty());
      views.add(view(pair, firstMaps));
    }
    return views;
  }

  private PictureView view(PicturePair pair, boolean open) {
    String probe = SafeText.of(digest.result().probes().get(pair.probe()).id());
    String name = SafeText.of(pair.name());
    List<Answer> answers = pair.answers();
    return new PictureView(
        probe + " · " + name,
        caption(pair),
        List.of(
            image(pair.reference(), IMAGE_SIDE, "The image " + name + ", unprobed", "unprobed"),
            image(pair.probed(), IMAGE_SIDE, "The image " + name + " under " + probe, "probed")),
        IntStream.range(0, Math.min(MOST_OUTPUTS, answers.size()))
            .mapToObj(output -> answer(digest.result().outputs().get(output), answers.get(output)))
            .toList(),
        pair.maps().stream().map(this::row).toList(),
        open);
  }

  private String caption(PicturePair pair) {
    String family = SafeText.of(digest.result().probes().get(pair.probe()).family());
    String why =
        switch (pair.reason()) {
          case SMALLEST_MOVE -> "A small " + family + " that changes the answer.";
          case LARGEST_CHANGE -> "A " + family + " that changes the answer much.";
        };
    String label =
        pair.label()
            .map(index -> " Labelled " + className(index, pair.labelName().orElse("")) + ".")
            .orElse("");
    return why + label;
  }

  private static String className(int index, String name) {
    return name.isEmpty() ? "class " + index : SafeText.of(name) + " (" + index + ")";
  }

  private static AnswerView answer(OutputResult output, Answer answer) {
    String name = SafeText.of(output.name());
    List<ClassRow> rows =
        answer.classes().stream()
            .filter(share -> Math.max(share.before(), share.after()) >= LEAST_SHARE)
            .map(
                share ->
                    new ClassRow(
                        className(share.index(), share.name()),
                        Numbers.score(share.before()),
                        Numbers.score(share.after())))
            .toList();
    return new AnswerView(name + ": " + change(answer), rows);
  }

  private static String change(Answer answer) {
    if (answer.topBefore().isPresent() && answer.topAfter().isPresent()) {
      String before = topName(answer, answer.topBefore().get());
      return answer.topBefore().equals(answer.topAfter())
          ? before + " in both."
          : before + " becomes " + topName(answer, answer.topAfter().get()) + ".";
    }
    List<String> parts = new ArrayList<>();
    answer
        .agreement()
        .ifPresent(
            share ->
                parts.add(Numbers.share(share) + " of the visible positions keep their class"));
    answer
        .distance()
        .ifPresent(
            distance ->
                parts.add(
                    "it moved by "
                        + Numbers.score(distance)
                        + " of the squared distance between two images"));
    return parts.isEmpty() ? "no comparison was possible." : String.join("; ", parts) + ".";
  }

  private static String topName(Answer answer, int index) {
    return answer.classes().stream()
        .filter(share -> share.index() == index)
        .findFirst()
        .map(share -> className(index, share.name()))
        .orElseGet(() -> className(index, ""));
  }

  private MapRow row(LayerMaps maps) {
    String layer = digest.layerName(maps.layer());
    String where = "channel " + maps.channel() + " of layer " + layer;
    List<Image> images = new ArrayList<>();
    images.add(image(maps.before(), MAP_SIDE, "Unprobed map, " + where, "unprobed"));
    images.add(image(maps.after(), MAP_SIDE, "Probed map, " + where, "probed"));
    Optional<Png> moved = maps.movedBack();
    moved.ifPresent(
        png ->
            images.add(
                image(png, MAP_SIDE, "Probed map moved back, " + where, "probed, moved back")));
    images.add(image(maps.difference(), MAP_SIDE, "Difference, " + where, "difference"));
    return new MapRow(
        layer,
        "channel "
            + maps.channel()
            + ": "
            + value(maps.low())
            + " (dark) to "
            + value(maps.high())
            + " (light); difference up to ±"
            + value(maps.largestChange())
            + (moved.isEmpty() ? ", not moved back: the layer's geometry is not known" : ""),
        images);
  }

  /** Features have any size: three decimals where they say something, else two digits. */
  private static String value(double value) {
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    return size >= 0.01 && size < 1e5 ? Numbers.score(value) : Numbers.small(value);
  }

  private static Image image(Png png, int side, String alt, String caption) {
    int factor = Math.max(1, side / Math.max(png.height(), png.width()));
    return new Image(
        "data:image/png;base64," + png.base64(),
        png.width() * factor,
        png.height() * factor,
        alt,
        caption);
  }
}
