package dev.gimbal.engine;

import dev.gimbal.engine.ImageRecord.Sum;
import dev.gimbal.score.LayerSums;
import dev.gimbal.score.LayerValues;
import dev.gimbal.score.ReferenceSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The second pass with the scorer in the graph: references are read back once an image, for their
 * distance from the mean; under probes only sums leave the graph. The input layer, which the host
 * has anyway, is compared there.
 */
final class WovenPass extends ProbePass {
  private final WovenNetwork network;

  WovenPass(
      Campaign campaign,
      List<Optional<ReferenceSummary>> summaries,
      AlignedChannels alignedChannels,
      ImageFeed feed,
      OutputSink sink,
      ProgressListener progress,
      WovenNetwork network) {
    super(campaign, summaries, alignedChannels, feed, sink, progress);
    this.network = network;
  }

  @Override
  ProbeWorker worker() {
    return new WovenWorker();
  }

  private final class WovenWorker extends ProbeWorker {
    private final List<WovenRows> buffers = new ArrayList<>();

    WovenWorker() {
      network.parts().forEach(part -> buffers.add(network.buffers(part)));
    }

    @Override
    void probes(ImageFeed.Frame frame, int index, ImageRecord record) {
      for (int k = 0; k < buffers.size(); k++) {
        WovenRows rows = buffers.get(k);
        rows.reference(host.references());
        for (List<WovenNetwork.Row> batch : network.parts().get(k).batches()) {
          for (int row = 0; row < batch.size(); row++) {
            fill(rows, rows.firstRow() + row, batch.get(row), frame, record);
          }
          rows.run();
          progress.forwardPasses(batch.size());
          for (int row = 0; row < batch.size(); row++) {
            read(rows, rows.firstRow() + row, batch.get(row), index, record);
          }
        }
      }
    }

    private void fill(
        WovenRows rows,
        int row,
        WovenNetwork.Row content,
        ImageFeed.Frame frame,
        ImageRecord record) {
      int probe = content.probe();
      LayerValues planes = (from, count, target) -> System.arraycopy(image, from, target, 0, count);
      if (content.roundTrip()) {
        frame.roundTrip(probe, image);
        rows.stay(row, campaign.alignments(), probe);
        if (summaries.get(0).isPresent()) {
          roundTrip(0, probe, planes, record);
        }
      } else {
        frame.probed(probe, image);
        rows.align(row, campaign.alignments(), probe);
        if (summaries.get(0).isPresent()) {
          score(0, probe, planes);
          distances(0, probe, record);
          fold(0, probe, campaign.family(probe), summaries.get(0).get(), record);
        }
      }
      rows.image(row, image);
    }

    private void read(
        WovenRows rows, int row, WovenNetwork.Row content, int index, ImageRecord record) {
      int probe = content.probe();
      for (int k = 0; k < network.layers().size(); k++) {
        int layer = network.layers().get(k);
        ReferenceSummary summary = summaries.get(layer).orElseThrow();
        LayerSums found = sums.get(layer);
        rows.sums(row, k, found);
        if (!content.roundTrip()) {
          distances(layer, probe, record);
          fold(layer, probe, campaign.family(probe), summary, record);
        } else if (campaign.alignments().of(layer, probe).isPresent()) {
          record.set(layer, probe, Sum.ROUND_TRIP, clean(found));
        }
      }
      for (int output = 0;
          output < campaign.outputLayers().size() && !content.roundTrip();
          output++) {
        int layer = campaign.outputLayers().get(output);
        float[] values = new float[layers.get(layer).shape().elements()];
        rows.values(row, output, values);
        sink.probed(output, index, probe, values);
      }
    }

    private double clean(LayerSums found) {
      double sum = 0;
      for (int channel = 0; channel < found.channels(); channel++) {
        sum += found.clean(channel);
      }
      return sum;
    }

    @Override
    public void close() {
      buffers.forEach(WovenRows::close);
      super.close();
    }
  }
}
