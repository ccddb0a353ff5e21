package dev.gimbal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.testing.SharedFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every third-party model is either understood or refused with a reason. */
class SharedModelsTest {
  private static final Set<String> REFUSED =
      Set.of(
          "cifar_biasfield_0.onnx",
          "det_cctsdb_yolo_patch1.onnx",
          "marabou_yizhak_net.onnx",
          "mnist_distshift_concat.onnx",
          "mnist_fc_256x2.onnx");

  @Test
  void everyModelIsUnderstoodOrRefused() throws IOException {
    Set<String> refused = new HashSet<>();
    try (PrintWriter out = table("models.txt")) {
      for (Path file : SharedFolder.models("models")) {
        if (!describe(file, out)) {
          refused.add(file.getFileName().toString());
        }
      }
    }
    assertThat(refused).isEqualTo(REFUSED);
  }

  @Test
  void everyOddFileIsUnderstoodOrRefused() throws IOException {
    Set<String> understood = new HashSet<>();
    try (PrintWriter out = table("bad.txt")) {
      for (Path file : SharedFolder.models("models/bad")) {
        if (describe(file, out)) {
          understood.add(file.getFileName().toString());
        }
      }
    }
    assertThat(understood)
        .contains("conv_autopad.onnx", "mnist.level1_opt.onnx")
        .doesNotContain("lfs_pointer_cls.onnx", "made_gzip_named.onnx", "bad_names.onnx");
  }

  private static PrintWriter table(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "structure"));
    return new PrintWriter(Files.newBufferedWriter(folder.resolve(name)));
  }

  /** Writes the table of a model; false if it was refused. */
  private static boolean describe(Path file, PrintWriter out) {
    out.println("== " + file.getFileName());
    try {
      OnnxModel model = OnnxModel.read(file);
      ImageInput input = ImageInput.of(model);
      int height = input.height().orElse(224);
      int width = input.width().orElse(224);
      long begin = System.nanoTime();
      Structure structure =
          Inspection.inspect(model, input, height, width, Granularity.MATERIALISED);
      out.printf("%s  %.2f s%n", input, (System.nanoTime() - begin) / 1e9);
      structure.rows().forEach(r -> out.println("  " + r));
      assertThat(structure.layers()).as(file.toString()).isNotEmpty();
      checkOutputs(model, structure, file);
      return true;
    } catch (InputException e) {
      assertThat(e.getMessage()).isNotBlank();
      out.println("  REFUSED " + e.getMessage() + " | " + e.remedy());
      return false;
    }
  }

  /** Every output is a layer or is skipped with a reason; every parent is a layer. */
  private static void checkOutputs(OnnxModel model, Structure structure, Path file) {
    Set<String> layers = new HashSet<>();
    TreeMap<String, String> skipped = new TreeMap<>();
    structure.layers().forEach(l -> layers.add(l.name()));
    structure.skipped().forEach(s -> skipped.put(s.name(), s.reason()));
    model
        .proto()
        .getGraph()
        .getOutputList()
        .forEach(
            o ->
                assertThat(layers.contains(o.getName()) || skipped.containsKey(o.getName()))
                    .as(file + " " + o.getName())
                    .isTrue());
    for (Layer layer : structure.layers()) {
      assertThat(layers).as(file.toString()).containsAll(layer.parents());
    }
  }
}
