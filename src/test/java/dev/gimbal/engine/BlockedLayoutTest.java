package dev.gimbal.engine;

import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Rotation;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.ChannelScores;
import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.Provider;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.TestAudit;
import dev.gimbal.weave.ExposedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers taken in ONNX Runtime's own layout score as those taken in channel planes. */
final class BlockedLayoutTest {
  @TempDir private Path folder;

  /** Channels that fill blocks, leave one half empty, and a map too wide for one chunk. */
  private static NetworkBuilder network() {
    NetworkBuilder net = new NetworkBuilder(11);
    net.input("x", 1, 3, 40, 52);
    String first = layer(net, "x", 32, 3, 1);
    String second = layer(net, first, 24, 32, 2);
    String pooled =
        net.node("MaxPool", List.of(second), ints("kernel_shape", 2, 2), ints("strides", 2, 2));
    String third = layer(net, pooled, 20, 24, 1);
    return net.output(net.node("GlobalAveragePool", List.of(third)));
  }

  private static String layer(NetworkBuilder net, String from, int out, int in, int stride) {
    return net.node(
        "Relu",
        List.of(
            net.node(
                "Conv",
                List.of(from, net.weights(out, in, 3, 3)),
                ints("strides", stride, stride),
                ints("pads", 1, 1, 1, 1))));
  }

  @Test
  void scoresDoNotDependOnTheLayout() {
    Readings blocked = audit().run();
    Readings planes = audit().planes().run();
    assertThat(blocked.result().scores()).hasSameSizeAs(planes.result().scores());
    for (int i = 0; i < blocked.result().scores().size(); i++) {
      LayerScore found = blocked.result().scores().get(i);
      LayerScore expected = planes.result().scores().get(i);
      assertThat(found.score()).isEqualTo(expected.score());
      assertSame(found.outcome(), expected.outcome());
    }
    assertThat(blocked.result().channels()).hasSameSizeAs(planes.result().channels());
    for (int i = 0; i < blocked.result().channels().size(); i++) {
      ChannelScores found = blocked.result().channels().get(i);
      ChannelScores expected = planes.result().channels().get(i);
      for (int channel = 0; channel < found.values().size(); channel++) {
        assertSame(found.values().get(channel), expected.values().get(channel));
      }
    }
  }

  private TestAudit audit() {
    return TestAudit.of(network(), folder)
        .layers(Granularity.MATERIALISED)
        .border(Border.standard())
        .probes(
            new Translation(1, 0),
            new Translation(-4, 8),
            new Translation(3, 5),
            new Rotation(15),
            new Rotation(90),
            new Crop(0.8, Anchor.TOP_LEFT));
  }

  /** Sums of floats in another order: not the same bits. */
  private static void assertSame(Outcome found, Outcome expected) {
    if (expected instanceof Outcome.Measured measured) {
      double value = ((Outcome.Measured) found).value();
      assertThat(value).isEqualTo(measured.value(), within(2e-6));
    } else {
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void layersComeInBlocksWhereTheProcessorHasThem() {
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    assumeTrue(
        processor.equals("amd64") || processor.equals("x86_64"),
        "ONNX Runtime has blocked convolutions on x86");
    OnnxModel model = OnnxModel.read(network().write(folder, "net.onnx"));
    ImageInput input = ImageInput.of(model);
    Structure structure = Inspection.inspect(model, input, 40, 52, Granularity.MATERIALISED);
    List<String> names = structure.layers().stream().skip(1).map(Layer::name).toList();
    byte[] exposed = ExposedModel.bytes(model, input, 1, 40, 52, names);
    NetworkInput network = new NetworkInput(input.name(), ImageLayout.NCHW, 3, 40, 52);
    try (ExposedSession session =
        ExposedSession.open(
            exposed,
            model.folder(),
            Provider.CPU,
            network,
            structure.layers(),
            Set.copyOf(model.outputNames()))) {
      // Three convolutions, and the pool where its 24 channels fill whole blocks.
      assertThat(session.blocked()).hasSizeBetween(3, 4);
      assertThat(session.blocked().values())
          .extracting(BlockedTensor::block)
          .containsOnly(session.blocked().values().iterator().next().block());
      // A wrong block size is noticed: the values would not be the same.
      Map<String, BlockedTensor> wrong =
          Map.of(
              names.get(0),
              new BlockedTensor(
                  Objects.requireNonNull(session.blocked().get(names.get(0))).name(), 4));
      ExposedSession misread =
          new ExposedSession(session.session(), wrong, java.util.Optional.empty());
      LayoutTrial trial = new LayoutTrial(network, structure.layers().subList(0, 2));
      assertThat(trial.agrees(misread, trial.values(session))).isFalse();
      assertThat(trial.agrees(session, trial.values(session))).isTrue();
    }
  }
}
