package dev.gimbal.testing;

import dev.gimbal.diagnose.Diagnosis;
import dev.gimbal.engine.Engine;
import dev.gimbal.engine.ExposedSession;
import dev.gimbal.engine.ImageFeed;
import dev.gimbal.engine.Inspection;
import dev.gimbal.engine.MeasuredProbe;
import dev.gimbal.engine.Measurement;
import dev.gimbal.engine.Motions;
import dev.gimbal.engine.NetworkInput;
import dev.gimbal.engine.OutputAudits;
import dev.gimbal.engine.OutputSink;
import dev.gimbal.engine.WovenSetup;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.image.PreparedImage;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Probe;
import dev.gimbal.result.AuditResult;
import dev.gimbal.runtime.ExecutionProvider;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.weave.ExposedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Audits a test network from its file to the diagnosed result with everything that the product uses
 * in between; only the pictures are drawn.
 */
public final class TestAudit {
  private final Path model;
  private final List<Probe> probes = new ArrayList<>();
  private Border border = new Border.Circular();
  private int images = 8;
  private int threads = 1;
  private int copies = 1;
  private int margin;
  private int defaultSize = 32;
  private Granularity granularity = Granularity.EVERY_NODE;
  private boolean woven;
  private boolean planes;
  private Predicate<Layer> watched = layer -> true;
  private Optional<OutputSink> outputs = Optional.empty();
  private UnaryOperator<List<PreparedImage>> pictures = UnaryOperator.identity();
  private BiFunction<List<PreparedImage>, List<PlannedProbe>, ImageFeed> feed = NoisePictures::feed;

  private TestAudit(Path model) {
    this.model = model;
  }

  /** Writes the network into a folder, to be read again. */
  public static TestAudit of(NetworkBuilder network, Path folder) {
    return new TestAudit(network.write(folder, "net.onnx"));
  }

  public static TestAudit of(Path model) {
    return new TestAudit(model);
  }

  public TestAudit probes(Probe... added) {
    probes.addAll(List.of(added));
    return this;
  }

  /** The protocol of all probes; circular unless told. */
  public TestAudit border(Border protocol) {
    border = protocol;
    return this;
  }

  public TestAudit images(int count) {
    images = count;
    return this;
  }

  public TestAudit threads(int count) {
    threads = count;
    return this;
  }

  /** As on so many devices: the network is loaded once on each, here always on the CPU. */
  public TestAudit copies(int count) {
    copies = count;
    return this;
  }

  /** Content around the frame, pixels. */
  public TestAudit margin(int pixels) {
    margin = pixels;
    return this;
  }

  /** Side of the frame where the model leaves it open. */
  public TestAudit size(int pixels) {
    defaultSize = pixels;
    return this;
  }

  public TestAudit layers(Granularity kind) {
    granularity = kind;
    return this;
  }

  /** Compares layers in the graph instead of on the host. */
  public TestAudit woven() {
    woven = true;
    return this;
  }

  /** Takes layers in channel planes, whatever layout ONNX Runtime computes them in. */
  public TestAudit planes() {
    planes = true;
    return this;
  }

  /** Watches these layers only, and the input. */
  public TestAudit watching(Predicate<Layer> chosen) {
    watched = chosen;
    return this;
  }

  /** Hands the rows of the network's outputs, in their layers' order, to {@code sink}. */
  public TestAudit outputs(OutputSink sink) {
    outputs = Optional.of(sink);
    return this;
  }

  /** Changes or replaces the drawn pictures. */
  public TestAudit pictures(UnaryOperator<List<PreparedImage>> change) {
    pictures = change;
    return this;
  }

  /** Replaces what the probes make of the pictures. */
  public TestAudit feed(BiFunction<List<PreparedImage>, List<PlannedProbe>, ImageFeed> other) {
    feed = other;
    return this;
  }

  /** Measures and diagnoses. */
  public Readings run() {
    OnnxModel read = OnnxModel.read(model);
    ImageInput input = ImageInput.of(read);
    int height = input.height().orElse(defaultSize);
    int width = input.width().orElse(defaultSize);
    Structure structure = Inspection.inspect(read, input, height, width, granularity);
    List<Layer> layers = new ArrayList<>(structure.layers().subList(0, 1));
    structure.layers().stream().skip(1).filter(watched).forEach(layers::add);
    List<String> names = layers.stream().skip(1).map(Layer::name).toList();
    byte[] exposed = ExposedModel.bytes(read, input, 1, height, width, names);
    List<PlannedProbe> planned = probes.stream().map(p -> new PlannedProbe(p, border)).toList();
    List<MeasuredProbe> measured =
        planned.stream().map(p -> Motions.measured(p, height, width)).toList();
    ImageLayout layout = ImageLayout.valueOf(input.layout().name());
    NetworkInput network = new NetworkInput(input.name(), layout, input.channels(), height, width);
    List<PreparedImage> drawn =
        NoisePictures.draw(images, input.channels(), height, width, margin, 20);
    ImageFeed source = feed.apply(pictures.apply(drawn), planned);
    Provider cpus =
        new Provider(
            ExecutionProvider.CPU, new TreeMap<>(), IntStream.range(0, copies).boxed().toList());
    Set<String> ends = Set.copyOf(read.outputNames());
    List<Integer> told =
        IntStream.range(1, layers.size())
            .filter(layer -> outputs.isPresent() && ends.contains(layers.get(layer).name()))
            .boxed()
            .toList();
    try (ExposedSession session =
        planes
            ? ExposedSession.plain(ModelSession.open(exposed, read.folder(), cpus))
            : ExposedSession.open(exposed, read.folder(), cpus, network, layers, ends)) {
      Engine engine = new Engine(session, network, layers, told, measured, threads, 7);
      if (woven) {
        engine = engine.weaving(new WovenSetup(read, input, Provider.CPU, true));
      }
      OutputSink sink = outputs.orElse(new OutputAudits(List.of()));
      Measurement measurement = engine.measure(source, sink, passes -> {});
      return new Readings(Diagnosis.of(assemble(structure, measured, source, measurement)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private AuditResult assemble(
      Structure structure,
      List<MeasuredProbe> measured,
      ImageFeed source,
      Measurement measurement) {
    return new AuditResult(
        AuditResult.SCHEMA_VERSION,
        new AuditResult.Tool("gimbal", "test"),
        new AuditResult.Model("net.onnx", "", 1, "", 17, 9, 1, 1, List.of(), List.of()),
        plan(structure, source),
        new AuditResult.Environment(
            "",
            "cpu",
            "",
            Optional.empty(),
            "",
            measurement.scorer(),
            measurement.scorerNote(),
            "",
            ""),
        measurement.layers(),
        List.of(),
        measured.stream().map(MeasuredProbe::info).toList(),
        measurement.scores(),
        List.of(),
        measurement.channels(),
        measurement.phases(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private AuditResult.Plan plan(Structure structure, ImageFeed source) {
    return new AuditResult.Plan(
        "gimbal audit net.onnx",
        "raw",
        "sidecar",
        "noise",
        false,
        source.size(),
        false,
        7,
        "test",
        List.of(border.id()),
        List.of(structure.height(), structure.width()),
        false,
        "",
        "",
        "",
        "",
        Optional.empty());
  }
}
