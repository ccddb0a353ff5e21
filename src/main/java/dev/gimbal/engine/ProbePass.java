package dev.gimbal.engine;

import dev.gimbal.engine.ImageRecord.Sum;
import dev.gimbal.geometry.Alignment;
import dev.gimbal.image.UlpNoise;
import dev.gimbal.score.LayerSums;
import dev.gimbal.score.LayerValues;
import dev.gimbal.score.ReferenceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The second pass: for every image its reference again, then every probe, each layer compared as
 * soon as it is there. Here layers are compared on the host, from feature maps that were read back.
 */
class ProbePass {
  final Campaign campaign;
  final List<Optional<ReferenceSummary>> summaries;
  final OutputSink sink;
  final ProgressListener progress;
  private final AlignedChannels alignedChannels;
  private final ImageFeed feed;
  private final Totals totals;
  private final InPlanOrder<Contribution> order;
  private Optional<Recording> recording = Optional.empty();
  private Predicate<Totals> enough = totals -> false;
  private volatile boolean stopped;

  /** What one image adds. */
  private record Contribution(ImageRecord record, NoisePlanes noise, PhaseSums phases) {}

  /** What all images added up to. */
  record Totals(LayerTotals layers, NoisePlanes noise, PhaseSums phases) {}

  ProbePass(
      Campaign campaign,
      List<Optional<ReferenceSummary>> summaries,
      AlignedChannels alignedChannels,
      ImageFeed feed,
      OutputSink sink,
      ProgressListener progress) {
    this.campaign = campaign;
    this.summaries = summaries;
    this.alignedChannels = alignedChannels;
    this.feed = feed;
    this.sink = sink;
    this.progress = progress;
    totals =
        new Totals(
            new LayerTotals(
                campaign.layers(),
                campaign.probes().size(),
                campaign.families().size(),
                campaign.imageCount()),
            new NoisePlanes(campaign.layers()),
            new PhaseSums(campaign.phases().size()));
    order = new InPlanOrder<>(this::merge);
  }

  /** Also keeps what every image contributes. */
  void recordTo(Recording started) {
    started.start(campaign, summaries);
    recording = Optional.of(started);
  }

  /**
   * Also asks, after some of the images, whether they are enough; what other workers have measured
   * beyond them then plays no part.
   *
   * @param rule asked about the images so far, in plan order, never about all
   */
  void stopWhen(Predicate<Totals> rule) {
    enough = rule;
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
    if (stopped) {
      return;
    }
    totals.layers().accept(contribution.record(), image);
    totals.noise().combine(contribution.noise());
    totals.phases().combine(contribution.phases());
    recording.ifPresent(file -> file.accept(contribution.record(), image));
    int images = image + 1;
    if (LookSchedule.isLook(images) && images < feed.size()) {
      stopped = enough.test(totals);
    }
  }

  /** One worker: its buffers and the steps for one image. */
  class ProbeWorker implements Workers.Worker {
    final List<WatchedLayer> layers = campaign.layers();
    final float[] image = new float[campaign.input().elements()];
    final HostScorer host = new HostScorer(campaign, summaries);
    final List<LayerSums> sums = new ArrayList<>();
    private final LayerReader reader =
        new LayerReader(campaign.session(), campaign.input(), layers);
    private final List<Optional<ReferenceSummary.Deviation>> deviations = new ArrayList<>();

    ProbeWorker() {
      for (WatchedLayer layer : layers) {
        sums.add(new LayerSums(layer.shape().channels()));
      }
    }

    @Override
    public void image(int index) {
      if (stopped) {
        return;
      }
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
      host.readReferences(reader);
      deviations.clear();
      for (int layer = 0; layer < layers.size(); layer++) {
        float[] map = host.references().get(layer);
        deviations.add(summaries.get(layer).map(summary -> summary.deviation(map)));
        if (deviations.get(layer).isPresent()) {
          ReferenceSummary.Deviation deviation = deviations.get(layer).get();
          record.setDistance(layer, deviation.pooled().total(), deviation.balanced().total());
        }
      }
      for (int output = 0; output < campaign.outputLayers().size(); output++) {
        sink.reference(output, index, reader.planes(campaign.outputLayers().get(output)));
      }
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
          score(layer, probe, reader.values(layer));
          distances(layer, probe, record);
          fold(layer, probe, family, summaries.get(layer).get(), record);
        }
      }
      for (int output = 0; output < campaign.outputLayers().size(); output++) {
        int layer = campaign.outputLayers().get(output);
        sink.probed(output, index, probe, reader.planes(layer));
      }
      if (campaign.probes().get(probe).needsRoundTrip()) {
        roundTrip(frame, probe, record);
      }
    }

    /** Compares a layer's probed values with its reference. */
    final void score(int layer, int probe, LayerValues probed) {
      host.score(layer, probe, probed, sums.get(layer));
    }

    /** How far the image is from the mean over images, over the cells that the probe leaves. */
    final void distances(int layer, int probe, ImageRecord record) {
      Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
      if (alignment.isPresent()) {
        ReferenceSummary.Deviation deviation = deviations.get(layer).orElseThrow();
        record.set(layer, probe, Sum.DISTANCE, deviation.pooled().visible(alignment.get()));
        record.set(
            layer, probe, Sum.DISTANCE_BALANCED, deviation.balanced().visible(alignment.get()));
      }
    }

    /** Adds the channels up, and keeps them for the probe's family. */
    final void fold(
        int layer, int probe, int family, ReferenceSummary summary, ImageRecord record) {
      LayerSums channels = sums.get(layer);
      boolean onGrid = alignedChannels.counts(layer, probe);
      double[] channelInvariance = record.channelInvariance(layer, family);
      double[] channelAligned = record.channelAligned(layer, family);
      double[] totals = new double[5];
      for (int channel = 0; channel < channels.channels(); channel++) {
        double weight = summary.weight(channel);
        double aligned = channels.clean(channel) + channels.unclean(channel);
        totals[0] += channels.invariance(channel);
        totals[1] += weight * channels.invariance(channel);
        totals[2] += channels.clean(channel);
        totals[3] += channels.unclean(channel);
        totals[4] += weight * aligned;
        channelInvariance[channel] += channels.invariance(channel);
        if (onGrid) {
          channelAligned[channel] += aligned;
        }
      }
      record.set(layer, probe, Sum.INVARIANCE, totals[0]);
      record.set(layer, probe, Sum.INVARIANCE_BALANCED, totals[1]);
      record.set(layer, probe, Sum.CLEAN, totals[2]);
      record.set(layer, probe, Sum.UNCLEAN, totals[3]);
      record.set(layer, probe, Sum.ALIGNED_BALANCED, totals[4]);
    }

    private void roundTrip(ImageFeed.Frame frame, int probe, ImageRecord record) {
      frame.roundTrip(probe, image);
      run();
      for (int layer = 0; layer < layers.size(); layer++) {
        if (summaries.get(layer).isPresent()) {
          roundTrip(layer, probe, reader.values(layer), record);
        }
      }
    }

    /** What sampling forth and back does to a layer, over the cells that stay visible. */
    final void roundTrip(int layer, int probe, LayerValues probed, ImageRecord record) {
      Optional<Alignment> alignment = campaign.alignments().of(layer, probe);
      if (alignment.isPresent()) {
        double[] plane = new double[layers.get(layer).shape().cells()];
        host.addDifference(layer, probed, plane);
        record.set(layer, probe, Sum.ROUND_TRIP, alignment.get().sumVisible(plane));
      }
    }

    private NoisePlanes noise(ImageFeed.Frame frame, int index) {
      NoisePlanes noise = new NoisePlanes(layers);
      frame.reference(image);
      run();
      for (int layer = 0; layer < layers.size(); layer++) {
        host.addDifference(layer, reader.values(layer), noise.identity(layer));
      }
      UlpNoise.add(image, campaign.seed() + index);
      run();
      for (int layer = 0; layer < layers.size(); layer++) {
        host.addDifference(layer, reader.values(layer), noise.ulp(layer));
      }
      noise.countImage();
      return noise;
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
          centred = host.centred(layer);
          centredLayer = layer;
        }
        phaseSums.add(k, host.phase(layer, campaign.phases().floor(k), centred));
      }
      phaseSums.countImage();
      return phaseSums;
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
