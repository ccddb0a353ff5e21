package dev.gimbal.engine;

import dev.gimbal.engine.ImageRecord.Sum;
import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;
import dev.gimbal.image.UlpNoise;
import dev.gimbal.score.ChannelPlanes;
import dev.gimbal.score.FusedScorer;
import dev.gimbal.score.LayerSums;
import dev.gimbal.score.MapShape;
import dev.gimbal.score.ReferenceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The second pass: for every image its reference again, then every probe, each layer compared as
 * soon as it is there. Here layers are compared on the host, from feature maps that were read back.
 */
class ProbePass {
  final Campaign campaign;
  final List<Optional<ReferenceSummary>> summaries;
  final OutputSink sink;
  final ProgressListener progress;
  private final ImageFeed feed;
  private final Totals totals;
  private final InPlanOrder<Contribution> order;

  /** What one image adds. */
  private record Contribution(ImageRecord record, NoisePlanes noise, PhaseSums phases) {}

  /** What all images added up to. */
  record Totals(LayerTotals layers, NoisePlanes noise, PhaseSums phases) {}

  ProbePass(
      Campaign campaign,
      List<Optional<ReferenceSummary>> summaries,
      ImageFeed feed,
      OutputSink sink,
      ProgressListener progress) {
    this.campaign = campaign;
    this.summaries = summaries;
    this.feed = feed;
    this.sink = sink;
    this.progress = progress;
    totals =
        new Totals(
            new LayerTotals(
                campaign.layers(), campaign.probes().size(), campaign.families().size()),
            new NoisePlanes(campaign.layers()),
            new PhaseSums(campaign.phases().size()));
    order = new InPlanOrder<>(this::merge);
  }

  Totals run(Workers workers) throws InterruptedException {
    workers.run(feed.size(), this::worker);
    return totals;
  }

  /** What one worker brings along. */
  ProbeWorker worker() {
    return new ProbeWorker();
  }

  private void merge(Contribution contribution, int image) {
    totals.layers().accept(contribution.record(), image);
    totals.noise().combine(contribution.noise());
    totals.phases().combine(contribution.phases());
  }

  /** One worker: its buffers and the steps for one image. */
  class ProbeWorker implements Workers.Worker {
    final List<WatchedLayer> layers = campaign.layers();
    final float[] image = new float[campaign.input().elements()];
    final List<float[]> references = new ArrayList<>();
    final List<LayerSums> sums = new ArrayList<>();
    private final LayerReader reader =
        new LayerReader(campaign.session(), campaign.input(), layers);
    private final FusedScorer scorer = new FusedScorer();
    private final List<ReferenceSummary.Deviation> deviations = new ArrayList<>();

    ProbeWorker() {
      for (WatchedLayer layer : layers) {
        references.add(new float[layer.shape().elements()]);
        sums.add(new LayerSums(layer.shape().channels()));
      }
    }

    @Override
    public void image(int index) {
      ImageFeed.Frame frame = feed.frame(index);
      ImageRecord record =
          new ImageRecord(layers, campaign.probes().size(), campaign.families().size());
      reference(frame, index, record);
      probes(frame, index, record);
      NoisePlanes noise =
          index < campaign.noiseImages() ? noise(frame, index) : new NoisePlanes(List.of());
      PhaseSums phases = index < campaign.phaseImages() ? phases() : new PhaseSums(0);
      order.submit(index, new Contribution(record, noise, phases));
    }

    /** Every probe of one image, whose references have been read. */
    void probes(ImageFeed.Frame frame, int index, ImageRecord record) {
      for (int probe = 0; probe < campaign.probes().size(); probe++) {
        probe(frame, index, probe, record);
      }
    }

    private void reference(ImageFeed.Frame frame, int index, ImageRecord record) {
      frame.reference(image);
      run();
      deviations.clear();
      for (int layer = 0; layer < layers.size(); layer++) {
        float[] map = references.get(layer);
        reader.read(layer, map);
        deviations.add(deviation(layer, map));
        record.setDistance(
            layer, total(deviations.get(layer).pooled()), total(deviations.get(layer).balanced()));
      }
      for (int output = 0; output < campaign.outputLayers().size(); output++) {
        sink.reference(output, index, references.get(campaign.outputLayers().get(output)));
      }
    }

    private ReferenceSummary.Deviation deviation(int layer, float[] map) {
      return summaries
          .get(layer)
          .map(summary -> summary.deviation(map))
          .orElseGet(() -> new ReferenceSummary.Deviation(new double[0], new double[0]));
    }

    private void run() {
      reader.run(image);
      progress.forwardPasses(1);
    }

    private void probe(ImageFeed.Frame frame, int index, int probe, ImageRecord record) {
      frame.probed(probe, image);
      run();
      int family = campaign.family(probe);
      for (int layer = 0; layer < layers.size(); layer++) {
        if (summaries.get(layer).isPresent()) {
          score(layer, probe, summaries.get(layer).get(), reader.planes(layer));
          distances(layer, probe, record);
          fold(layer, probe, family, summaries.get(layer).get(), record);
        }
      }
      for (int output = 0; output < campaign.outputLayers().size(); output++) {
        int layer = campaign.outputLayers().get(output);
        float[] values = new float[layers.get(layer).shape().elements()];
        reader.read(layer, values);
        sink.probed(output, index, probe, values);
      }
      if (campaign.probes().get(probe).needsRoundTrip()) {
        roundTrip(frame, probe, record);
      }
    }

    /** Compares a layer's probed planes with its reference. */
    final void score(int layer, int probe, ReferenceSummary summary, ChannelPlanes planes) {
      MapShape shape = layers.get(layer).shape();
      Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
      if (alignment.isEmpty()) {
        scorer.invariance(shape, references.get(layer), planes, sums.get(layer));
        return;
      }
      if (alignment.get() instanceof ShiftAlignment shift) {
        scorer.shifted(shape, references.get(layer), planes, shift, summary, sums.get(layer));
      } else {
        scorer.warped(
            shape,
            references.get(layer),
            planes,
            (WarpAlignment) alignment.get(),
            summary,
            sums.get(layer));
      }
    }

    /** How far the image is from the mean over images, over the cells that the probe leaves. */
    final void distances(int layer, int probe, ImageRecord record) {
      Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
      if (alignment.isPresent()) {
        ReferenceSummary.Deviation deviation = deviations.get(layer);
        record.set(layer, probe, Sum.DISTANCE, alignment.get().sumVisible(deviation.pooled()));
        record.set(
            layer, probe, Sum.DISTANCE_BALANCED, alignment.get().sumVisible(deviation.balanced()));
      }
    }

    /** Adds the channels up. */
    final void fold(
        int layer, int probe, int family, ReferenceSummary summary, ImageRecord record) {
      LayerSums channels = sums.get(layer);
      double[] channelSums = record.channelSums(layer, family);
      double invariance = 0;
      double invarianceBalanced = 0;
      for (int channel = 0; channel < channels.channels(); channel++) {
        double weight = summary.weight(channel);
        invariance += channels.invariance(channel);
        invarianceBalanced += weight * channels.invariance(channel);
        channelSums[channel] += channels.invariance(channel);
      }
      record.set(layer, probe, Sum.INVARIANCE, invariance);
      record.set(layer, probe, Sum.INVARIANCE_BALANCED, invarianceBalanced);
      record.set(layer, probe, Sum.CLEAN, channels.clean());
      record.set(layer, probe, Sum.UNCLEAN, channels.unclean());
      record.set(layer, probe, Sum.ALIGNED_BALANCED, channels.alignedBalanced());
    }

    private void roundTrip(ImageFeed.Frame frame, int probe, ImageRecord record) {
      frame.roundTrip(probe, image);
      run();
      for (int layer = 0; layer < layers.size(); layer++) {
        Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
        if (summaries.get(layer).isPresent() && alignment.isPresent()) {
          double[] plane = new double[layers.get(layer).shape().cells()];
          difference(layer, plane);
          record.set(layer, probe, Sum.ROUND_TRIP, alignment.get().sumVisible(plane));
        }
      }
    }

    private NoisePlanes noise(ImageFeed.Frame frame, int index) {
      NoisePlanes noise = new NoisePlanes(layers);
      frame.reference(image);
      run();
      for (int layer = 0; layer < layers.size(); layer++) {
        difference(layer, noise.identity(layer));
      }
      UlpNoise.add(image, campaign.seed() + index);
      run();
      for (int layer = 0; layer < layers.size(); layer++) {
        difference(layer, noise.ulp(layer));
      }
      noise.countImage();
      return noise;
    }

    private void difference(int layer, double[] plane) {
      scorer.addDifferencePlane(
          layers.get(layer).shape(), references.get(layer), reader.planes(layer), plane);
    }

    private PhaseSums phases() {
      PhaseSums phaseSums = new PhaseSums(campaign.phases().size());
      int centredLayer = -1;
      float[] centred = new float[0];
      for (int k = 0; k < campaign.phases().size(); k++) {
        int layer = campaign.phases().phase(k).layer();
        if (summaries.get(layer).isEmpty()) {
          continue;
        }
        if (layer != centredLayer) {
          centred = new float[layers.get(layer).shape().elements()];
          summaries.get(layer).get().centre(references.get(layer), centred);
          centredLayer = layer;
        }
        phaseSums.add(k, campaign.phases().floor(k).of(references.get(layer), centred));
      }
      phaseSums.countImage();
      return phaseSums;
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  private static double total(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
