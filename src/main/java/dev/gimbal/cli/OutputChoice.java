package dev.gimbal.cli;

import dev.gimbal.engine.DenseCells;
import dev.gimbal.engine.ImageFeed;
import dev.gimbal.engine.MeasuredProbe;
import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.image.ClassNames;
import dev.gimbal.plan.Sidecar;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.score.OutputAudit;
import dev.gimbal.score.OutputKind;
import dev.gimbal.score.OutputSpec;
import dev.gimbal.score.RowScale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Which layers are the model's outputs, and how each is scored. */
final class OutputChoice {
  private final AuditedModel audited;
  private final List<Layer> layers;
  private final List<Integer> indices = new ArrayList<>();

  OutputChoice(AuditedModel audited, List<Layer> layers) {
    this.audited = audited;
    this.layers = layers;
    Set<String> names = audited.outputNames();
    for (int layer = 1; layer < layers.size(); layer++) {
      if (names.contains(layers.get(layer).name())) {
        indices.add(layer);
      }
    }
  }

  /** Indices of the outputs among the layers. */
  List<Integer> indices() {
    return indices;
  }

  /** Each output's kind, as the sidecar says or its shape suggests. */
  Map<String, String> kinds() {
    Map<String, String> kinds = new TreeMap<>();
    indices.forEach(
        index -> kinds.put(layers.get(index).name(), spec(layers.get(index)).kind().id()));
    return kinds;
  }

  /** The class names that the sidecar gives, by the output's name. */
  Map<String, List<String>> classNames() {
    Map<String, List<String>> names = new TreeMap<>();
    audited
        .sidecar()
        .map(Sidecar::outputs)
        .orElse(Map.of())
        .forEach(
            (output, hint) ->
                hint.classNames().ifPresent(file -> names.put(output, ClassNames.read(file))));
    return names;
  }

  /** One audit an output, in the same order. */
  List<OutputAudit> audits(
      List<MeasuredProbe> probes, ImageFeed feed, boolean labelled, long seed) {
    List<ProbeInfo> infos = probes.stream().map(MeasuredProbe::info).toList();
    int[] labels = new int[labelled ? feed.size() : 0];
    for (int image = 0; image < labels.length; image++) {
      labels[image] = feed.label(image).orElse(-1);
    }
    requireClasses(labels);
    List<OutputAudit> audits = new ArrayList<>();
    for (int index : indices) {
      Layer layer = layers.get(index);
      audits.add(
          OutputAudit.of(spec(layer), infos, feed.size(), labels, cells(layer, probes), seed));
    }
    return audits;
  }

  /** A class that no output has means labels of another model, or labels that count from 1. */
  private void requireClasses(int[] labels) {
    int largest = Arrays.stream(labels).max().orElse(-1);
    int most =
        indices.stream()
            .map(index -> spec(layers.get(index)))
            .filter(spec -> spec.kind() == OutputKind.CLASSES)
            .mapToInt(OutputSpec::channels)
            .max()
            .orElse(Integer.MAX_VALUE);
    if (largest >= most) {
      throw InputException.input(
          "The labels name class "
              + largest
              + ", but the model has "
              + most
              + " classes, counted from 0.",
          "Check that the labels are this model's, and that they count from 0.");
    }
  }

  private OutputSpec spec(Layer layer) {
    Optional<dev.gimbal.plan.OutputSpec> hint =
        audited.sidecar().map(Sidecar::outputs).map(outputs -> outputs.get(layer.name()));
    OutputKind kind =
        hint.flatMap(dev.gimbal.plan.OutputSpec::kind)
            .map(name -> OutputKind.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElseGet(() -> guess(layer));
    Optional<RowScale> scale =
        hint.flatMap(dev.gimbal.plan.OutputSpec::scale)
            .filter(name -> !name.equals("auto"))
            .map(name -> RowScale.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')));
    boolean map = layer.kind() == LayerKind.MAP;
    int channels = map ? layer.channels() : layer.elements();
    int positions = map ? layer.height() * layer.width() : 1;
    // A map without known geometry has no visible cells to compare.
    boolean comparable =
        !(kind == OutputKind.DENSE) || layer.geometry() instanceof Layer.Geometry.Known;
    return new OutputSpec(
        layer.name(), comparable ? kind : OutputKind.OTHER, scale, channels, positions, false);
  }

  private OutputKind guess(Layer layer) {
    List<Integer> input =
        List.of(
            audited.input().channels(),
            audited.preprocessing().height(),
            audited.preprocessing().width());
    List<Integer> shape =
        layer.kind() == LayerKind.MAP
            ? List.of(1, layer.channels(), layer.height(), layer.width())
            : layer.kind() == LayerKind.VECTOR ? List.of(1, layer.elements()) : layer.shape();
    boolean batched = layer.kind() != LayerKind.OTHER || layer.hasBatchAxis();
    return OutputKind.guess(shape, batched, input);
  }

  private static IntFunction<int[]> cells(Layer layer, List<MeasuredProbe> probes) {
    return probe ->
        layer.geometry() instanceof Layer.Geometry.Known known
            ? DenseCells.of(known.value(), probes.get(probe))
            : new int[0];
  }
}
