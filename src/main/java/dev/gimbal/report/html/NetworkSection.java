package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.Summary;
import dev.gimbal.report.Words;
import dev.gimbal.report.chart.NetworkChart;
import dev.gimbal.report.chart.NetworkChart.Box;
import dev.gimbal.report.chart.NetworkChart.Look;
import dev.gimbal.report.network.LayerGraph;
import dev.gimbal.report.network.NetworkPlacer;
import dev.gimbal.report.network.Piece;
import dev.gimbal.report.network.Placement;
import dev.gimbal.report.network.Stage;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.ScoreId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The network drawn: every layer a box in the colour of its score, and its blocks folded. */
final class NetworkSection {
  /** Boxes in a line; what fits on a page of 1120 px. */
  private static final int COLUMNS = 7;

  /** Networks with more layers are only drawn folded. */
  private static final int MOST_LAYERS = 1500;

  private static final int MOST_STAGES = 300;

  /** Networks with fewer layers, or that folding hardly shortens, have no overview. */
  private static final int FEWEST_FOLDED = 20;

  private static final double WORTH_FOLDING = 0.6;

  private final AuditDigest digest;
  private final ChartIds ids;
  private final String family;
  private final List<LayerInfo> layers;
  private final List<String> remarks = new ArrayList<>();

  NetworkSection(AuditDigest digest, ChartIds ids, String family) {
    this.digest = digest;
    this.ids = ids;
    this.family = family;
    this.layers = digest.result().layers();
  }

  NetworkView view() {
    LayerGraph graph = LayerGraph.of(layers);
    boolean tooMany = layers.size() > MOST_LAYERS;
    List<String> lines = tooMany || layers.isEmpty() ? List.of() : lines(graph);
    List<Stage> stages = Stage.of(layers, graph);
    boolean folds =
        layers.size() >= FEWEST_FOLDED
            && stages.size() <= layers.size() * WORTH_FOLDING
            && stages.size() <= MOST_STAGES;
    if (tooMany) {
      remarks.add(
          Numbers.count(layers.size(), "layer")
              + " are too many to be drawn one by one: they are in the list of layers below.");
    }
    if (graph.leftOut() > 0) {
      remarks.add(
          Numbers.count(graph.leftOut(), "connection")
              + " to layers that are unknown, or listed later, could not be drawn.");
    }
    return new NetworkView(
        intro(),
        remarks,
        folds ? List.of(overview(stages, !lines.isEmpty())) : List.of(),
        Numbers.count(layers.size(), "layer") + " in " + Numbers.count(stages.size(), "step"),
        lines,
        "Every layer drawn (" + Numbers.whole(layers.size()) + ")");
  }

  private String intro() {
    return "Every box is a layer and leads to its row in the table. E is equivariance: does the"
        + " feature map move along with the picture? I is invariance, for layers without a measured"
        + " equivariance: does the output stay as it is? Both are means over "
        + Numbers.count(digest.probes(family).size(), SafeText.of(family) + " probe")
        + "; 1 is nothing lost, 0 as much as swapping the image.";
  }

  private List<String> lines(LayerGraph graph) {
    NetworkPlacer placer = new NetworkPlacer(COLUMNS);
    List<String> lines = new ArrayList<>();
    for (Piece piece : Piece.lines(graph, COLUMNS)) {
      Optional<Placement> placement = placer.place(piece);
      if (placement.isPresent()) {
        lines.add(line(piece, placement.get()));
      } else {
        remarks.add(
            "Layers "
                + range(piece.layers().from(), piece.layers().to())
                + " are connected too densely to be drawn: they are in the list of layers below.");
      }
    }
    return lines;
  }

  private String line(Piece piece, Placement placement) {
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < placement.boxes().size(); i++) {
      Placement.Box at = placement.boxes().get(i);
      int entries = piece.entries().size();
      boxes.add(i < entries ? entry(piece.entries().get(i), at) : layer(piece, i - entries, at));
    }
    String title = "Layers " + range(piece.layers().from(), piece.layers().to());
    return chart(title, "Boxes are links to the rows of the layer table.", placement, boxes);
  }

  private String chart(String title, String description, Placement placement, List<Box> boxes) {
    return new NetworkChart(
            ids.next(),
            title,
            description,
            placement.width(),
            placement.height(),
            boxes,
            placement.wires().stream().map(Placement.Wire::points).toList())
        .svg();
  }

  private Box entry(Piece.Entry entry, Placement.Box at) {
    String text = entry.more() == 0 ? entry.layer() + " →" : "+" + entry.more();
    String hint =
        entry.more() == 0
            ? "From layer " + entry.layer() + ", " + digest.layerName(entry.layer())
            : Numbers.count(entry.more(), "more earlier layer") + " into layer " + entry.layer();
    String target = "#layer-" + entry.layer();
    return box(at, "", target, hint, Optional.empty(), "", List.of(text), "", Look.ENTRY);
  }

  private Box layer(Piece piece, int offset, Placement.Box at) {
    int layer = piece.layers().from() + offset;
    return layer(layer, at, "net-" + layer);
  }

  private Box layer(int layer, Placement.Box at, String anchor) {
    LayerInfo info = layers.get(layer);
    List<String> lines =
        List.of(
            LayerLabel.shortName(info.name()),
            SafeText.of(info.op()),
            LayerLabel.shapeOfOne(info.shape()));
    String hint =
        digest.layerName(layer)
            + "\n"
            + SafeText.of(info.op())
            + ", "
            + LayerLabel.shape(info.shape(), " × ")
            + "\n"
            + spoken(layer);
    String corner =
        value(layer).map(v -> letter(layer) + " " + Numbers.cell(v)).orElseGet(() -> state(layer));
    String number = layer + " ";
    return box(
        at, anchor, "#layer-" + layer, hint, value(layer), number, lines, corner, Look.LAYER);
  }

  private String overview(List<Stage> stages, boolean drawn) {
    Placement placement = Placement.chain(stages.size(), COLUMNS);
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      Placement.Box at = placement.boxes().get(i);
      int first = stage.layers().from();
      if (stage.layers().size() == 1) {
        boxes.add(layer(first, at, ""));
      } else {
        boxes.add(stage(stage, at, drawn ? "#net-" + first : "#layer-" + first));
      }
    }
    return chart(
        "The network in short",
        "Blocks are folded, and drawn once where they repeat.",
        placement,
        boxes);
  }

  private Box stage(Stage stage, Placement.Box at, String target) {
    Optional<Integer> worst =
        IntStream.rangeClosed(stage.layers().from(), stage.layers().to())
            .boxed()
            .filter(l -> value(l).isPresent())
            .min(Comparator.comparing((Integer l) -> value(l).orElseThrow()));
    String range = range(stage.layers().from(), stage.layers().to());
    boolean repeats = stage.repeats() > 1;
    String title =
        repeats
            ? stage.repeats() + " × " + Numbers.count(stage.period(), "layer")
            : "block of " + Numbers.count(stage.period(), "layer");
    String shape = LayerLabel.shapeOfOne(layers.get(stage.layers().to()).shape());
    String hint =
        "Layers "
            + range
            + ", to "
            + digest.layerName(stage.layers().to())
            + worst.map(l -> "\nLowest: layer " + l + ", " + spoken(l)).orElse("\nNo score");
    return box(
        at,
        "",
        target,
        hint,
        worst.flatMap(this::value),
        "",
        List.of(title, range + " · " + shape, "lowest"),
        worst.map(l -> letter(l) + " " + Numbers.cell(value(l).orElseThrow())).orElse("–"),
        repeats ? Look.STACK : Look.BLOCK);
  }

  private static Box box(
      Placement.Box at,
      String anchor,
      String target,
      String hint,
      Optional<Double> value,
      String number,
      List<String> lines,
      String corner,
      Look look) {
    return new Box(
        at.x(),
        at.y(),
        at.width(),
        at.height(),
        anchor,
        target,
        hint,
        value,
        number,
        lines,
        corner,
        look);
  }

  private static String range(int from, int to) {
    return from == to ? Integer.toString(from) : from + "–" + to;
  }

  private Optional<Double> value(int layer) {
    return digest.state(layer, family);
  }

  private Summary summary(int layer) {
    return digest.layer(layer, family, digest.stateScore(layer, family));
  }

  private String letter(int layer) {
    return digest.stateScore(layer, family) == ScoreId.EQUIVARIANCE ? "E" : "I";
  }

  /** A word short enough for a box. */
  private String state(int layer) {
    return switch (((Summary.None) summary(layer)).status()) {
      case "not applicable" -> "n/a";
      case "not measured" -> "–";
      case "degenerate" -> "const.";
      default -> "failed";
    };
  }

  private String spoken(int layer) {
    if (summary(layer) instanceof Summary.Mean mean) {
      return Words.score(digest.stateScore(layer, family))
          + " "
          + Numbers.score(mean.value())
          + mean.interval().map(i -> " " + Numbers.interval(i)).orElse("");
    }
    Summary.None none = (Summary.None) summary(layer);
    return none.reason().isEmpty() ? none.status() : none.status() + ": " + none.reason();
  }
}
