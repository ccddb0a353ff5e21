package dev.gimbal.weave;

import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.StringStringEntryProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The audited model with sampler and scorer woven in: an image and the probes' affine maps go in,
 * six numbers a probe, and per-channel sums come out. docs/COMPILE.md describes inputs and outputs.
 *
 * <p>A run's batch is the image, its probes, and another image whose distance is the scale of all
 * losses.
 */
public final class CompiledModel {
  private final byte[] bytes;
  private final Inputs inputs;
  private final List<Outputs> outputs;

  /** Names of the inputs: image and other [1,C,H,W], maps [P,6], fill [C], all float32. */
  public record Inputs(String image, String other, String maps, String fill) {}

  /**
   * Names of one layer's outputs; those in the reference frame only where its geometry is known.
   *
   * @param invariance [P,C]
   * @param distance [1,C]
   * @param clean [P,C]
   * @param unclean [P,C]
   * @param visibleDistance [P]
   */
  public record Outputs(
      WovenLayer layer,
      String invariance,
      String distance,
      Optional<String> clean,
      Optional<String> unclean,
      Optional<String> visibleDistance) {}

  private CompiledModel(byte[] bytes, Inputs inputs, List<Outputs> outputs) {
    this.bytes = bytes;
    this.inputs = inputs;
    this.outputs = List.copyOf(outputs);
  }

  /**
   * Weaves.
   *
   * @param probes probes a run, at least 1
   * @param height of the input, pixels
   * @param width of the input, pixels
   * @param layers whose sums come out
   * @param metadata entries for the file's metadata
   */
  public static CompiledModel of(
      OnnxModel model,
      ImageInput input,
      int probes,
      int height,
      int width,
      List<WovenLayer> layers,
      Map<String, String> metadata) {
    ModelProto.Builder copy =
        ExposedModel.builder(model, input, probes + 2, height, width, List.of());
    metadata.forEach(
        (key, value) ->
            copy.addMetadataProps(StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return new Compiler(copy, input, probes, height, width).compile(layers);
  }

  /** The .onnx file. */
  public byte[] bytes() {
    return bytes.clone();
  }

  public Inputs inputs() {
    return inputs;
  }

  public List<Outputs> outputs() {
    return outputs;
  }

  /** Adds the nodes. */
  private static final class Compiler {
    private final ModelProto.Builder model;
    private final GraphProto.Builder graph;
    private final GraphWriter writer;
    private final ImageInput input;
    private final int probes;
    private final int height;
    private final int width;
    private final AffineNodes map;
    private final AffineNodes inverse;
    private final SamplerNodes sampler;
    private final Inputs inputs;
    private final int modelNodes;
    private final Map<LayerGeometry, Aligned> known = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    /** What the layers of one geometry share. */
    private record Aligned(String grid, String visible, String clean, String unclean) {}

    Compiler(ModelProto.Builder model, ImageInput input, int probes, int height, int width) {
      this.model = model;
      this.input = input;
      this.probes = probes;
      this.height = height;
      this.width = width;
      graph = model.getGraphBuilder();
      modelNodes = graph.getNodeCount();
      graph.getNodeList().forEach(node -> names.addAll(node.getOutputList()));
      removeInput();
      writer = new GraphWriter(model);
      inputs =
          new Inputs(
              writer.input(writer.own("image"), 1, input.channels(), height, width),
              writer.input(writer.own("other"), 1, input.channels(), height, width),
              writer.input(writer.own("maps"), probes, 6),
              writer.input(writer.own("fill"), input.channels()));
      map = AffineNodes.of(writer, inputs.maps(), probes);
      inverse = map.inverse();
      sampler = new SamplerNodes(writer, inverse, probes, height, width);
    }

    private void removeInput() {
      for (int k = 0; k < graph.getInputCount(); k++) {
        if (graph.getInput(k).getName().equals(input.name())) {
          graph.removeInput(k);
          return;
        }
      }
      throw new IllegalArgumentException("no input named " + input.name());
    }

    CompiledModel compile(List<WovenLayer> layers) {
      String fill = writer.reshape(inputs.fill(), 1, input.channels(), 1, 1);
      String probed = sampler.sample(inputs.image(), fill);
      String batch = writer.concat(0, inputs.image(), probed, inputs.other());
      writer.named("Identity", modelInput(batch), input.name());
      int samplerEnd = graph.getNodeCount();
      List<Outputs> outputs = layers.stream().map(this::outputs).toList();
      orderNodes(samplerEnd);
      return new CompiledModel(model.build().toByteArray(), inputs, outputs);
    }

    /** The batch in the model's own type and axis order. */
    private String modelInput(String batch) {
      String tensor =
          switch (input.layout()) {
            case NCHW -> batch;
            case NHWC -> writer.transpose(batch, 0, 2, 3, 1);
            case NHW -> writer.reshape(batch, probes + 2L, height, width);
          };
      if (input.type() == ElementType.UINT8) {
        String rounded = writer.floor(writer.add(writer.clip(tensor, 0, 255), writer.scalar(0.5)));
        return writer.cast(rounded, ElementType.UINT8);
      }
      return input.type() == ElementType.FLOAT32 ? tensor : writer.cast(tensor, input.type());
    }

    /** The sampler's nodes go before the model's own: nodes are listed in running order. */
    private void orderNodes(int samplerEnd) {
      List<NodeProto> all = new ArrayList<>(graph.getNodeList());
      List<NodeProto> ordered = new ArrayList<>(all.subList(modelNodes, samplerEnd));
      ordered.addAll(all.subList(0, modelNodes));
      ordered.addAll(all.subList(samplerEnd, all.size()));
      graph.clearNode().addAllNode(ordered);
    }

    private Outputs outputs(WovenLayer layer) {
      ScorerNodes nodes = new ScorerNodes(writer, layer, probes + 2);
      String values = nodes.values();
      String reference = writer.gather(values, 0, 0);
      String probed = writer.gather(values, 0, LongStream.rangeClosed(1, probes).toArray());
      String other = writer.gather(values, 0, probes + 1L);
      long channels = layer.channels();
      String invariance =
          output(layer, "invariance", nodes.invariance(probed, reference), probes, channels);
      String distance = output(layer, "distance", nodes.invariance(other, reference), 1, channels);
      if (layer.geometry().isEmpty()) {
        return new Outputs(
            layer, invariance, distance, Optional.empty(), Optional.empty(), Optional.empty());
      }
      Aligned aligned = known.computeIfAbsent(layer.geometry().get(), this::aligned);
      String read = nodes.alignedByGrid(probed, aligned.grid());
      List<String> sums =
          nodes.masked(read, reference, List.of(aligned.clean(), aligned.unclean()));
      String visible = visibleDistance(other, reference, aligned.visible());
      return new Outputs(
          layer,
          invariance,
          distance,
          Optional.of(output(layer, "clean", sums.get(0), probes, channels)),
          Optional.of(output(layer, "unclean", sums.get(1), probes, channels)),
          Optional.of(output(layer, "visible_distance", visible, probes)));
    }

    private Aligned aligned(LayerGeometry geometry) {
      AlignmentNodes nodes =
          new AlignmentNodes(writer, geometry, map, inverse, sampler.onlyFrame(), probes);
      String visible = nodes.visible();
      String clean = nodes.clean(visible);
      long rows = geometry.y().size();
      long columns = geometry.x().size();
      return new Aligned(
          nodes.grid(),
          visible,
          writer.reshape(clean, probes, 1, rows, columns),
          writer.reshape(writer.subtract(visible, clean), probes, 1, rows, columns));
    }

    private String visibleDistance(String other, String reference, String visible) {
      String difference = writer.subtract(other, reference);
      String cells = writer.sumOfSquares(difference, 1);
      return writer.sum(writer.sum(writer.multiply(cells, visible), 2), 1);
    }

    private String output(WovenLayer layer, String what, String tensor, long... shape) {
      String name = what + "/" + layer.layer().name();
      while (!names.add(name)) {
        name += "_";
      }
      writer.output(tensor, name, shape);
      return name;
    }
  }
}
