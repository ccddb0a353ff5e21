package dev.gimbal.weave;

import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.onnx.ModelProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The audited model with a scorer on every watched layer: pictures and actions go in, per-channel
 * sums come out, and no feature map leaves.
 *
 * <p>With several rows, row 0 of the batch is the reference of all others. With one row the
 * references are inputs, [1,C,H,W] or [1,elements], in float32 and divided by {@link
 * WovenLayer#exponent}'s power of two. Layers of equal geometry share their actions.
 */
public final class ProbeGraph {
  private final byte[] bytes;
  private final int rows;
  private final Sampling sampling;
  private final List<Scored> layers;
  private final List<Actions> actions;
  private final List<String> outputs;

  /**
   * Names of one layer's tensors.
   *
   * @param layer what is scored
   * @param reference input that takes the reference, where rows are run one by one
   * @param invariance output [N,C]
   * @param clean output [N,C], for layers with actions
   * @param unclean output [N,C]
   * @param actions index of its actions
   */
  public record Scored(
      WovenLayer layer,
      Optional<String> reference,
      String invariance,
      Optional<String> clean,
      Optional<String> unclean,
      Optional<Integer> actions) {}

  /**
   * Names of the inputs that say where the cells of one geometry go.
   *
   * @param places [N,1,H,H] and [N,W,W]: the matrices for rows and columns; or [N,H,W,2]: the grid
   * @param clean [N,1,H,W]
   * @param unclean [N,1,H,W]
   */
  public record Actions(LayerGeometry geometry, List<String> places, String clean, String unclean) {
    public Actions {
      places = List.copyOf(places);
    }
  }

  private ProbeGraph(
      byte[] bytes,
      int rows,
      Sampling sampling,
      List<Scored> layers,
      List<Actions> actions,
      List<String> outputs) {
    this.bytes = bytes;
    this.rows = rows;
    this.sampling = sampling;
    this.layers = List.copyOf(layers);
    this.actions = List.copyOf(actions);
    this.outputs = List.copyOf(outputs);
  }

  /**
   * Weaves.
   *
   * @param rows images a run: 1 with references as inputs, or at least 2
   * @param height of the input, pixels
   * @param width of the input, pixels
   * @param outputs layers whose values leave the graph beside the sums, as float32 in the order
   *     [N,C,H,W], or [N,elements]
   */
  public static ProbeGraph of(
      OnnxModel model,
      ImageInput input,
      int rows,
      int height,
      int width,
      Sampling sampling,
      List<WovenLayer> layers,
      List<WovenLayer> outputs) {
    ModelProto.Builder copy = ExposedModel.builder(model, input, rows, height, width, List.of());
    return new Weaver(copy, rows, sampling).weave(layers, outputs);
  }

  /** The oldest operator set whose arithmetic broadcasts, which the scorer's nodes rely on. */
  public static int oldestOpset() {
    return GraphWriter.OLDEST_OPSET;
  }

  /** The .onnx file. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public int rows() {
    return rows;
  }

  public Sampling sampling() {
    return sampling;
  }

  public List<Scored> layers() {
    return layers;
  }

  public List<Actions> actions() {
    return actions;
  }

  /** Names of the outputs that carry layers' values, in the order asked for. */
  public List<String> outputs() {
    return outputs;
  }

  /** Adds the nodes. */
  private static final class Weaver {
    private final ModelProto.Builder model;
    private final GraphWriter writer;
    private final int rows;
    private final Sampling sampling;
    private final Map<LayerGeometry, Integer> known = new LinkedHashMap<>();
    private final List<Actions> actions = new ArrayList<>();

    Weaver(ModelProto.Builder model, int rows, Sampling sampling) {
      this.model = model;
      this.rows = rows;
      this.sampling = sampling;
      writer = new GraphWriter(model);
    }

    ProbeGraph weave(List<WovenLayer> layers, List<WovenLayer> outputs) {
      List<Scored> scored = layers.stream().map(this::scored).toList();
      List<String> values = outputs.stream().map(this::values).toList();
      return new ProbeGraph(model.build().toByteArray(), rows, sampling, scored, actions, values);
    }

    private String values(WovenLayer layer) {
      String name = writer.name("values");
      String values = new ScorerNodes(writer, layer, rows).values();
      writer.output(values, name, layer.shape(rows));
      return name;
    }

    private Scored scored(WovenLayer layer) {
      ScorerNodes nodes = new ScorerNodes(writer, layer, rows);
      String values = nodes.values();
      Optional<String> input =
          rows == 1 ? Optional.of(referenceInput(layer)) : Optional.<String>empty();
      String reference = input.orElseGet(() -> writer.gather(values, 0, 0));
      String invariance = output("invariance", nodes.invariance(values, reference), layer);
      Optional<Integer> action = layer.geometry().map(this::actions);
      if (action.isEmpty()) {
        return new Scored(layer, input, invariance, Optional.empty(), Optional.empty(), action);
      }
      Actions group = actions.get(action.get());
      String aligned =
          sampling == Sampling.FREE
              ? nodes.alignedByGrid(values, group.places().get(0))
              : nodes.alignedByMatrices(values, group.places().get(0), group.places().get(1));
      List<String> sums = nodes.masked(aligned, reference, List.of(group.clean(), group.unclean()));
      return new Scored(
          layer,
          input,
          invariance,
          Optional.of(output("clean", sums.get(0), layer)),
          Optional.of(output("unclean", sums.get(1), layer)),
          action);
    }

    private String referenceInput(WovenLayer layer) {
      String name = writer.name("reference");
      return layer.isMap()
          ? writer.input(name, 1, layer.channels(), layer.layer().height(), layer.layer().width())
          : writer.input(name, 1, layer.channels());
    }

    private String output(String what, String tensor, WovenLayer layer) {
      String name = writer.name(what);
      writer.output(tensor, name, rows, layer.channels());
      return name;
    }

    private int actions(LayerGeometry geometry) {
      return known.computeIfAbsent(
          geometry,
          key -> {
            long height = geometry.y().size();
            long width = geometry.x().size();
            List<String> places =
                sampling == Sampling.FREE
                    ? List.of(writer.input(writer.name("grid"), rows, height, width, 2))
                    : List.of(
                        writer.input(writer.name("rows"), rows, 1, height, height),
                        writer.input(writer.name("columns"), rows, width, width));
            String clean = writer.input(writer.name("clean"), rows, 1, height, width);
            String unclean = writer.input(writer.name("unclean"), rows, 1, height, width);
            actions.add(new Actions(geometry, places, clean, unclean));
            return actions.size() - 1;
          });
    }
  }
}
