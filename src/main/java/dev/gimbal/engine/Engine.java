package dev.gimbal.engine;

import dev.gimbal.graph.Layer;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.TensorSpec;
import dev.gimbal.score.ReferenceMoments;
import dev.gimbal.score.ReferenceSummary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures a network: references first, then references and probes, image by image on all workers.
 */
public final class Engine {
  /** Images that measure the noise floor. */
  static final int NOISE_IMAGES = 8;

  /** Images that measure the interpolation floor. */
  static final int PHASE_IMAGES = 16;

  private final ModelSession session;
  private final NetworkInput input;
  private final List<WatchedLayer> layers;
  private final List<Integer> outputLayers;
  private final List<MeasuredProbe> probes;
  private final int threads;
  private final long seed;
  private final Optional<WovenSetup> weaving;

  /**
   * Prepares a measurement.
   *
   * @param exposed a model with all of {@code layers} but the first exposed as outputs
   * @param layers what to watch; layer 0 is the image input
   * @param outputLayers indices of the layers whose values go to the output sink
   */
  public Engine(
      ExposedSession exposed,
      NetworkInput input,
      List<Layer> layers,
      List<Integer> outputLayers,
      List<MeasuredProbe> probes,
      int threads,
      long seed) {
    this(
        exposed.session(),
        input,
        exposed.watch(layers),
        outputLayers,
        probes,
        threads,
        seed,
        Optional.empty());
  }

  private Engine(
      ModelSession session,
      NetworkInput input,
      List<WatchedLayer> layers,
      List<Integer> outputLayers,
      List<MeasuredProbe> probes,
      int threads,
      long seed,
      Optional<WovenSetup> weaving) {
    this.session = session;
    this.input = input;
    this.layers = layers;
    this.outputLayers = List.copyOf(outputLayers);
    this.probes = List.copyOf(probes);
    this.threads = threads;
    this.seed = seed;
    this.weaving = weaving;
  }

  /** The same measurement with the scorer woven into the model. */
  public Engine weaving(WovenSetup setup) {
    return new Engine(
        session, input, layers, outputLayers, probes, threads, seed, Optional.of(setup));
  }

  /** Forward passes that a measurement of so many images takes. */
  public long forwardPasses(int images) {
    return forwardPasses(images, images);
  }

  /** Forward passes that it takes where only the first images are measured under probes. */
  public long forwardPasses(int references, int images) {
    long roundTrips = probes.stream().filter(MeasuredProbe::needsRoundTrip).count();
    return references
        + images * (1L + probes.size() + roundTrips)
        + 2L * Math.min(images, NOISE_IMAGES);
  }

  /**
   * Measures.
   *
   * @throws InterruptedException when the calling thread was interrupted; all workers have stopped
   *     then
   */
  public Measurement measure(ImageFeed feed, OutputSink sink, ProgressListener progress)
      throws InterruptedException {
    return measure(feed, sink, progress, Optional.empty(), Optional.empty());
  }

  /**
   * Measures and records what every image contributes.
   *
   * @param stop asked now and then whether the images so far are enough; references of all images
   *     are measured before
   * @throws InterruptedException when the calling thread was interrupted; all workers have stopped
   *     then
   */
  public Measurement measure(
      ImageFeed feed,
      OutputSink sink,
      ProgressListener progress,
      Optional<Recording> recording,
      Optional<StopRule> stop)
      throws InterruptedException {
    Workers workers = new Workers(threads);
    long start = System.nanoTime();
    List<LayerCondition> conditions = references(workers, feed, sink, progress);
    long middle = System.nanoTime();
    Campaign campaign = campaign(feed.size());
    List<Optional<ReferenceSummary>> summaries =
        conditions.stream().map(LayerCondition::scorable).toList();
    AlignedChannels aligned = new AlignedChannels(campaign, summaries);
    ScorerChoice scorer = ScorerChoice.of(weaving, campaign, summaries, feed);
    MeasurementAssembly assembly =
        new MeasurementAssembly(campaign, conditions, aligned, scorer, start, middle);
    ProbePass.Totals totals;
    try (scorer) {
      ProbePass pass = scorer.pass(campaign, summaries, aligned, feed, sink, progress);
      recording.ifPresent(pass::recordTo);
      stop.ifPresent(rule -> pass.stopWhen(found -> rule.isEnough(assembly.of(found))));
      totals = pass.run(workers);
    }
    int images = totals.layers().images();
    recording.ifPresent(file -> file.finish(images));
    return assembly.of(totals);
  }

  private List<LayerCondition> references(
      Workers workers, ImageFeed feed, OutputSink sink, ProgressListener progress)
      throws InterruptedException {
    Map<String, String> types = new HashMap<>();
    for (TensorSpec spec : session.outputs()) {
      types.put(spec.name(), spec.type());
    }
    // Taken one by one: what the pass added up is freed as soon as it has been summed up.
    Deque<ReferenceMoments> moments =
        new ArrayDeque<>(
            new ReferencePass(session, input, layers, outputLayers, feed, sink)
                .run(workers, progress));
    List<LayerCondition> conditions = new ArrayList<>();
    for (WatchedLayer layer : layers) {
      boolean half = "float16".equals(types.get(layer.tensor()));
      conditions.add(LayerCondition.of(moments.remove(), half));
    }
    return conditions;
  }

  private Campaign campaign(int images) {
    AlignmentTable alignments = new AlignmentTable(layers, probes);
    return new Campaign(
        session,
        input,
        layers,
        outputLayers,
        probes,
        probes.stream().map(probe -> probe.info().family()).distinct().toList(),
        alignments,
        new PhaseTable(layers, probes.size(), alignments),
        images,
        Math.min(images, NOISE_IMAGES),
        Math.min(images, PHASE_IMAGES),
        seed);
  }
}
