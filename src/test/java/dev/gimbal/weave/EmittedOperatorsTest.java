package dev.gimbal.weave;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.engine.Inspection;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.testing.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Woven nodes use the operators that docs/COMPILE.md lists, all of which have CUDA kernels. */
class EmittedOperatorsTest {
  private static final int SIDE = 12;

  @TempDir Path folder;

  @Test
  void theDocumentedListIsTheEmittedOne() throws IOException {
    Set<String> emitted = new TreeSet<>();
    for (int opset : new int[] {7, 9, 11, 13, 16, 18, 20, 22, 23}) {
      for (int type : new int[] {NetworkBuilder.FLOAT, NetworkBuilder.FLOAT16}) {
        for (boolean channelsLast : new boolean[] {false, true}) {
          OnnxModel model = OnnxModel.read(network(opset, type, channelsLast));
          for (byte[] bytes : woven(model)) {
            ModelProto woven = ModelProto.parseFrom(bytes);
            woven.getGraph().getNodeList().stream()
                .filter(node -> node.getName().startsWith("gimbal_"))
                .map(NodeProto::getOpType)
                .forEach(emitted::add);
          }
        }
      }
    }
    assertThat(emitted).isEqualTo(documented());
    assertThat(emitted).doesNotContain("AffineGrid");
  }

  private Path network(int opset, int type, boolean channelsLast) {
    NetworkBuilder net = new NetworkBuilder(2).opset(opset);
    if (channelsLast) {
      net.typedInput("x", type, -1, SIDE, SIDE, 2);
    } else {
      net.typedInput("x", type, -1, 2, SIDE, SIDE);
    }
    String planes =
        channelsLast ? net.node("Transpose", List.of("x"), ints("perm", 0, 3, 1, 2)) : "x";
    String floats = net.node("Cast", List.of(planes), integer("to", NetworkBuilder.FLOAT));
    String conv = net.convolution(floats, net.weights(3, 2, 3, 3), 2, 2);
    String half = net.node("Cast", List.of(conv), integer("to", type));
    net.output(
        channelsLast ? net.node("Transpose", List.of(half), ints("perm", 0, 2, 3, 1)) : half);
    net.output(net.node("Flatten", List.of(net.node("GlobalAveragePool", List.of(conv)))));
    return net.write(folder, "net.onnx");
  }

  private static List<byte[]> woven(OnnxModel model) {
    ImageInput input = ImageInput.of(model);
    List<Layer> found =
        Inspection.inspect(model, input, SIDE, SIDE, Granularity.MATERIALISED).layers();
    List<WovenLayer> layers = new ArrayList<>();
    for (Layer layer : found.subList(1, found.size())) {
      boolean isOutput = layer.name().equals(model.outputNames().get(0));
      ElementType type = isOutput ? input.type() : ElementType.FLOAT32;
      layers.add(new WovenLayer(layer, type, isOutput ? 40 : 0));
    }
    List<byte[]> graphs = new ArrayList<>();
    for (Sampling sampling : Sampling.values()) {
      for (int rows : new int[] {1, 4}) {
        graphs.add(ProbeGraph.of(model, input, rows, SIDE, SIDE, sampling, layers, layers).bytes());
      }
    }
    graphs.add(CompiledModel.of(model, input, 3, SIDE, SIDE, layers, Map.of()).bytes());
    return graphs;
  }

  /** The names in the table below the heading "Operators". */
  private static Set<String> documented() throws IOException {
    String page = Files.readString(Path.of("docs", "COMPILE.md"));
    String section = page.substring(page.indexOf("## Operators"));
    Set<String> names = new TreeSet<>();
    Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\|").matcher(section);
    while (row.find()) {
      names.add(row.group(1));
    }
    return names;
  }
}
