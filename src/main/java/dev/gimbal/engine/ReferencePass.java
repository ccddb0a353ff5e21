package dev.gimbal.engine;

import dev.gimbal.runtime.ModelSession;
import dev.gimbal.score.ReferenceMoments;
import java.util.ArrayList;
import java.util.List;

/**
 * The first pass: every image unprobed, for the mean and the variance of every element of every
 * layer, and for what audits of outputs must know of all images before the first probe.
 */
final class ReferencePass {
  private final ModelSession session;
  private final NetworkInput input;
  private final List<WatchedLayer> layers;
  private final List<Integer> outputLayers;
  private final ImageFeed feed;
  private final OutputSink sink;
  private final List<ReferenceMoments> moments = new ArrayList<>();
  private final Turns turns = new Turns();

  ReferencePass(
      ModelSession session,
      NetworkInput input,
      List<WatchedLayer> layers,
      List<Integer> outputLayers,
      ImageFeed feed,
      OutputSink sink) {
    this.session = session;
    this.input = input;
    this.layers = layers;
    this.outputLayers = outputLayers;
    this.feed = feed;
    this.sink = sink;
    layers.forEach(layer -> moments.add(new ReferenceMoments(layer.shape())));
  }

  /** Runs all images and returns one accumulator a layer. */
  List<ReferenceMoments> run(Workers workers, ProgressListener progress)
      throws InterruptedException {
    workers.run(feed.size(), () -> new ReferenceWorker(progress));
    return moments;
  }

  private final class ReferenceWorker implements Workers.Worker {
    private final LayerReader reader = new LayerReader(session, input, layers);
    private final float[] image = new float[input.elements()];
    private final ProgressListener progress;

    ReferenceWorker(ProgressListener progress) {
      this.progress = progress;
    }

    @Override
    public void image(int index) {
      try {
        feed.frame(index).reference(image);
        reader.run(image);
      } catch (RuntimeException | Error e) {
        turns.abort();
        throw e;
      }
      turns.act(index, this::accept);
      progress.forwardPasses(1);
    }

    private void accept() {
      for (int layer = 0; layer < layers.size(); layer++) {
        moments.get(layer).accept(reader.values(layer));
      }
      for (int output = 0; output < outputLayers.size(); output++) {
        sink.preview(output, reader.planes(outputLayers.get(output)));
      }
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
