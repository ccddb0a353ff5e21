package dev.gimbal.engine;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Runner;
import dev.gimbal.score.LayerSums;
import dev.gimbal.score.MapShape;
import dev.gimbal.score.ValueScale;
import dev.gimbal.weave.ActionValues;
import dev.gimbal.weave.ProbeGraph;
import dev.gimbal.weave.Sampling;
import dev.gimbal.weave.WovenLayer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;

/** One worker's buffers on a probe graph: rows of pictures and actions in, sums out. */
final class WovenRows implements AutoCloseable {
  private final ProbeGraph graph;
  private final List<Integer> indices;
  private final List<WatchedLayer> layers;
  private final Runner runner;
  private final List<ActionValues> actions = new ArrayList<>();
  private final Map<String, Integer> outputs = new LinkedHashMap<>();
  private float[] scratch = new float[0];

  /**
   * Opens the buffers.
   *
   * @param watched all watched layers
   * @param indices of those that the graph scores, in its order
   * @param outputLayers the watched layers whose values it gives out, in its order
   */
  WovenRows(
      ModelSession session,
      NetworkInput input,
      ProbeGraph graph,
      List<WatchedLayer> watched,
      List<Integer> indices,
      List<WovenLayer> outputLayers) {
    this.graph = graph;
    this.indices = indices;
    layers = indices.stream().map(watched::get).toList();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (ProbeGraph.Scored scored : graph.layers()) {
      long[] sums = {graph.rows(), scored.layer().channels()};
      shapes.put(scored.invariance(), sums);
      scored.clean().ifPresent(name -> shapes.put(name, sums));
      scored.unclean().ifPresent(name -> shapes.put(name, sums));
    }
    for (int output = 0; output < outputLayers.size(); output++) {
      shapes.put(graph.outputs().get(output), outputLayers.get(output).shape(graph.rows()));
    }
    shapes.keySet().forEach(name -> outputs.put(name, outputs.size()));
    graph.actions().forEach(a -> actions.add(new ActionValues(a.geometry(), graph.sampling())));
    ImageShape shape =
        new ImageShape(graph.rows(), input.channels(), input.height(), input.width());
    runner = session.runner(input.name(), input.layout(), shape, inputs(graph), shapes);
  }

  private static Map<String, long[]> inputs(ProbeGraph graph) {
    Map<String, long[]> inputs = new LinkedHashMap<>();
    int rows = graph.rows();
    for (ProbeGraph.Actions action : graph.actions()) {
      long height = action.geometry().y().size();
      long width = action.geometry().x().size();
      if (graph.sampling() == Sampling.FREE) {
        inputs.put(action.places().get(0), new long[] {rows, height, width, 2});
      } else {
        inputs.put(action.places().get(0), new long[] {rows, 1, height, height});
        inputs.put(action.places().get(1), new long[] {rows, width, width});
      }
      inputs.put(action.clean(), new long[] {rows, 1, height, width});
      inputs.put(action.unclean(), new long[] {rows, 1, height, width});
    }
    for (ProbeGraph.Scored scored : graph.layers()) {
      scored.reference().ifPresent(name -> inputs.put(name, scored.layer().shape(1)));
    }
    return inputs;
  }

  /**
   * The first row of a batch that holds a probe: row 0 is the reference where there are several.
   */
  int firstRow() {
    return graph.rows() > 1 ? 1 : 0;
  }

  /** What the following rows are compared with: every layer's reference, in its shape's order. */
  void reference(List<float[]> references) {
    if (graph.rows() > 1) {
      runner.setImage(0, references.get(0));
      return;
    }
    for (int k = 0; k < graph.layers().size(); k++) {
      ProbeGraph.Scored scored = graph.layers().get(k);
      MapShape shape = layers.get(k).shape();
      float[] planes = new float[shape.elements()];
      shape.toPlanes(references.get(indices.get(k)), planes);
      new ValueScale(scored.layer().exponent()).divide(planes, planes.length);
      runner.setInput(scored.reference().orElseThrow(), 0, planes);
    }
  }

  void image(int row, float[] planes) {
    runner.setImage(row, planes);
  }

  /** A row's maps are read at the image of each reference cell under a probe. */
  void align(int row, AlignmentTable table, int probe) {
    forEachGeometry(row, table, probe, ActionValues::align);
  }

  /** A row's maps are read as they are, over the cells that stay visible under a probe. */
  void stay(int row, AlignmentTable table, int probe) {
    forEachGeometry(row, table, probe, ActionValues::stay);
  }

  private void forEachGeometry(
      int row, AlignmentTable table, int probe, BiConsumer<ActionValues, Alignment> filling) {
    for (int k = 0; k < actions.size(); k++) {
      ProbeGraph.Actions names = graph.actions().get(k);
      ActionValues values = actions.get(k);
      filling.accept(values, table.of(names.geometry(), probe));
      for (int input = 0; input < names.places().size(); input++) {
        put(names.places().get(input), row, values.places(input));
      }
      put(names.clean(), row, values.clean());
      put(names.unclean(), row, values.unclean());
    }
  }

  private void put(String input, int row, float[] values) {
    runner.setInput(input, row * values.length, values);
  }

  void run() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException();
    }
    runner.run();
  }

  /** Squared differences of the k-th scored layer in a row. */
  void sums(int row, int k, LayerSums sums) {
    ProbeGraph.Scored scored = graph.layers().get(k);
    double scale = scored.layer().squaredScale();
    sums.clear();
    add(scored.invariance(), row, scale, sums, Part.INVARIANCE);
    scored.clean().ifPresent(name -> add(name, row, scale, sums, Part.CLEAN));
    scored.unclean().ifPresent(name -> add(name, row, scale, sums, Part.UNCLEAN));
  }

  /** Which of a layer's sums an output carries. */
  private enum Part {
    INVARIANCE,
    CLEAN,
    UNCLEAN
  }

  private void add(String output, int row, double scale, LayerSums sums, Part part) {
    float[] values = read(output, row, sums.channels());
    for (int channel = 0; channel < sums.channels(); channel++) {
      double sum = scale * values[channel];
      switch (part) {
        case INVARIANCE -> sums.add(channel, sum, 0, 0);
        case CLEAN -> sums.add(channel, 0, sum, 0);
        case UNCLEAN -> sums.add(channel, 0, 0, sum);
      }
    }
  }

  private float[] read(String output, int row, int count) {
    if (scratch.length < count) {
      scratch = new float[count];
    }
    runner.read(Objects.requireNonNull(outputs.get(output)), row * count, count, scratch, 0);
    return scratch;
  }

  /** The values of the k-th output layer in a row. */
  void values(int row, int k, float[] target) {
    int output = Objects.requireNonNull(outputs.get(graph.outputs().get(k)));
    runner.read(output, row * target.length, target.length, target, 0);
  }

  @Override
  public void close() {
    runner.close();
  }
}
