package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.image.Channels;
import dev.gimbal.image.FrameSize;
import dev.gimbal.image.Interpolation;
import dev.gimbal.image.LabelSource;
import dev.gimbal.image.Layout;
import dev.gimbal.image.PixelValues;
import dev.gimbal.image.PreprocessingPart;
import dev.gimbal.image.Resize;
import dev.gimbal.notation.Closest;
import dev.gimbal.notation.YamlNode;
import dev.gimbal.notation.YamlReader;
import dev.gimbal.notation.YamlSection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gimbal's own file beside a model, {@code MODEL.gimbal.yaml}: its images, labels, preprocessing
 * and outputs. Paths in it are relative to the file.
 *
 * @param file where it was read from
 * @param images folder, idx file or array, resolved
 * @param labels where the classes come from
 * @param preprocessing what it says about preprocessing
 * @param outputs by output name
 */
public record Sidecar(
    Path file,
    Optional<Path> images,
    Optional<LabelSource> labels,
    PreprocessingPart preprocessing,
    Map<String, OutputSpec> outputs) {
  private static final List<String> LAYOUTS = names(Layout.values());
  private static final List<String> FILTERS =
      Arrays.stream(Interpolation.values()).map(Interpolation::id).toList();
  private static final List<String> CHANNELS = List.of("RGB", "BGR", "GRAY", "Y");
  private static final List<String> KINDS =
      List.of("classes", "dense", "embedding", "detections", "other");
  private static final List<String> SCALES =
      List.of("auto", "logits", "log-probabilities", "probabilities");

  public Sidecar {
    outputs = Map.copyOf(outputs);
  }

  /** The sidecar's place for a model: {@code net.onnx} has {@code net.gimbal.yaml}. */
  public static Path besideModel(Path model) {
    String name = model.getFileName().toString();
    String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    return model.resolveSibling(stem + ".gimbal.yaml");
  }

  /**
   * Reads and checks a sidecar.
   *
   * @throws InputException with file, line and key for anything that is wrong
   */
  public static Sidecar read(Path file) {
    YamlSection root = YamlReader.read(file);
    root.allow(List.of("images", "labels", "input", "resize", "scale", "mean", "std", "outputs"));
    Optional<Path> images = root.text("images").map(text -> path(root, "images", text));
    Optional<LabelSource> labels = root.text("labels").map(text -> labels(root, text));
    Optional<YamlSection> input = root.section("input");
    input.ifPresent(i -> i.allow(List.of("name", "layout", "channels", "size")));
    Optional<YamlSection> resize = root.section("resize");
    resize.ifPresent(r -> r.allow(List.of("shorter-side", "exact", "none", "interpolation")));
    PreprocessingPart part =
        new PreprocessingPart(
            "sidecar " + file.getFileName(),
            input.flatMap(i -> i.text("name")),
            input.flatMap(i -> choice(i, "layout", LAYOUTS)).map(Layout::valueOf),
            input.flatMap(i -> choice(i, "channels", CHANNELS)).flatMap(Channels::named),
            input.flatMap(i -> i.node("size").map(node -> size(i, "size", node))),
            resize.flatMap(Sidecar::resize),
            resize
                .flatMap(r -> choice(r, "interpolation", FILTERS))
                .map(id -> Interpolation.values()[FILTERS.indexOf(id)]),
            values(root));
    return new Sidecar(file, images, labels, part, outputs(root));
  }

  private static Optional<PixelValues> values(YamlSection root) {
    if (!root.has("scale") && !root.has("mean") && !root.has("std")) {
      return Optional.empty();
    }
    double scale = root.node("scale").map(node -> root.number("scale", node)).orElse(1.0);
    List<Double> mean =
        root.node("mean").map(node -> root.numbers("mean", node)).orElse(List.of(0.0));
    List<Double> std = root.node("std").map(node -> root.numbers("std", node)).orElse(List.of(1.0));
    try {
      return Optional.of(new PixelValues(scale, mean, std));
    } catch (IllegalArgumentException e) {
      String key = root.has("std") ? "std" : root.has("scale") ? "scale" : "mean";
      throw root.fault(
          root.require(key).line(), String.valueOf(e.getMessage()), "Correct the value.");
    }
  }

  private static Optional<Resize> resize(YamlSection section) {
    List<String> ways =
        List.of("shorter-side", "exact", "none").stream().filter(section::has).toList();
    if (ways.size() > 1) {
      throw section.fault(
          section.require(ways.get(1)).line(),
          "resize has both " + ways.get(0) + " and " + ways.get(1),
          "Keep one.");
    }
    if (section.has("exact")) {
      FrameSize exact = size(section, "exact", section.require("exact"));
      return Optional.of(new Resize.Exact(exact.height(), exact.width()));
    }
    if (section.has("none")) {
      return Optional.of(new Resize.None());
    }
    return section
        .node("shorter-side")
        .map(node -> new Resize.ShorterSide(section.whole("shorter-side", node, 1, 16384)));
  }

  private static FrameSize size(YamlSection section, String key, YamlNode node) {
    List<YamlNode> sides = section.items(node);
    if (sides.size() != 2) {
      throw section.wrong(node, key, "[height, width]");
    }
    return new FrameSize(
        section.whole(key, sides.get(0), 1, 16384), section.whole(key, sides.get(1), 1, 16384));
  }

  private static Map<String, OutputSpec> outputs(YamlSection root) {
    Map<String, OutputSpec> outputs = new LinkedHashMap<>();
    YamlSection section = root.section("outputs").orElse(null);
    if (section == null) {
      return outputs;
    }
    for (String name : section.keys()) {
      YamlSection output = section.section(name, section.require(name));
      output.allow(List.of("kind", "scale", "classNames"));
      outputs.put(
          name,
          new OutputSpec(
              choice(output, "kind", KINDS),
              choice(output, "scale", SCALES),
              output.text("classNames").map(text -> path(output, "classNames", text))));
    }
    return outputs;
  }

  private static LabelSource labels(YamlSection root, String text) {
    return text.equals("folders")
        ? new LabelSource.Folders()
        : new LabelSource.Table(path(root, "labels", text));
  }

  private static Path path(YamlSection section, String key, String text) {
    try {
      Path folder = section.file().toAbsolutePath().getParent();
      return folder == null ? Path.of(text) : folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw section.wrong(section.require(key), key, "a path");
    }
  }

  private static Optional<String> choice(YamlSection section, String key, List<String> known) {
    YamlNode node = section.node(key).orElse(null);
    if (node == null) {
      return Optional.empty();
    }
    String text = section.text(key, node);
    return Optional.of(
        known.stream()
            .filter(k -> k.equalsIgnoreCase(text))
            .findFirst()
            .orElseThrow(
                () ->
                    section.fault(
                        node.line(),
                        "%s is \"%s\", expected one of %s".formatted(key, text, known),
                        "Perhaps \"" + Closest.to(text, known) + "\" is meant.")));
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }
}
