package dev.gimbal.engine;

import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.runtime.Runner;
import dev.gimbal.runtime.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the network's final outputs between two ways of running it: with and without the watched
 * layers exposed, or alone and in a batch.
 */
public final class InstrumentCheck {
  /** Squared relative distance at which float32 values count as the same, as in the noise floor. */
  private static final double FLOAT_NOISE = 1e-8;

  private final NetworkInput input;
  private final List<TensorSpec> outputs;
  private final List<float[]> images;

  /**
   * Prepares a comparison.
   *
   * @param outputs the model's float outputs with the shapes that a run at batch 1 gives; the first
   *     axis is the batch where batches are tried
   * @param feed its first images are used
   * @param count how many of them, at least 2
   */
  public InstrumentCheck(NetworkInput input, List<TensorSpec> outputs, ImageFeed feed, int count) {
    this.input = input;
    this.outputs = List.copyOf(outputs);
    images = new ArrayList<>();
    for (int i = 0; i < Math.min(count, feed.size()); i++) {
      float[] image = new float[input.elements()];
      feed.frame(i).reference(image);
      images.add(image);
    }
  }

  /** Images compared. */
  public int images() {
    return images.size();
  }

  /** Every image's outputs, one run an image. */
  public List<float[]> alone(ModelSession session) {
    List<float[]> rows = new ArrayList<>();
    try (Runner runner = runner(session, 1)) {
      for (float[] image : images) {
        runner.setImage(0, image);
        runner.run();
        rows.add(row(runner, 0));
      }
    }
    return rows;
  }

  /**
   * Every image's outputs, all images in one batch.
   *
   * @throws RunFailure when the network refuses the batch
   */
  public List<float[]> together(ModelSession session) {
    List<float[]> rows = new ArrayList<>();
    try (Runner runner = runner(session, images.size())) {
      for (int slot = 0; slot < images.size(); slot++) {
        runner.setImage(slot, images.get(slot));
      }
      runner.run();
      for (int slot = 0; slot < images.size(); slot++) {
        rows.add(row(runner, slot));
      }
    }
    return rows;
  }

  private Runner runner(ModelSession session, int batch) {
    ImageShape shape = new ImageShape(batch, input.channels(), input.height(), input.width());
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (TensorSpec output : outputs) {
      long[] axes = output.shape();
      if (batch > 1) {
        axes[0] = batch;
      }
      shapes.put(output.name(), axes);
    }
    return session.runner(input.name(), input.layout(), shape, shapes);
  }

  private float[] row(Runner runner, int slot) {
    float[] row = new float[outputs.stream().mapToInt(TensorSpec::elements).sum()];
    int at = 0;
    for (int output = 0; output < outputs.size(); output++) {
      int size = outputs.get(output).elements();
      runner.read(output, slot * size, size, row, at);
      at += size;
    }
    return row;
  }

  /** Largest difference between two ways of running, in units of the outputs. */
  public static double largestDifference(List<float[]> some, List<float[]> others) {
    double largest = 0;
    for (int image = 0; image < some.size(); image++) {
      for (int i = 0; i < some.get(image).length; i++) {
        double difference = Math.abs((double) some.get(image)[i] - others.get(image)[i]);
        // NaN in both is agreement of a broken network, which its own scores report.
        largest = Double.isNaN(difference) ? largest : Math.max(largest, difference);
      }
    }
    return largest;
  }

  /**
   * Squared difference over the expected squared distance between the outputs for two different
   * images.
   */
  public static double relativeLoss(List<float[]> some, List<float[]> others) {
    int n = some.size();
    double loss = 0;
    double spread = 0;
    double energy = 0;
    for (int i = 0; i < some.get(0).length; i++) {
      double mean = 0;
      for (float[] row : some) {
        mean += row[i] / (double) n;
      }
      for (int image = 0; image < n; image++) {
        double own = (double) some.get(image)[i] - mean;
        double difference = (double) others.get(image)[i] - some.get(image)[i];
        spread += Double.isFinite(own) ? own * own : 0;
        energy += Double.isFinite(own) ? (double) some.get(image)[i] * some.get(image)[i] / n : 0;
        loss += Double.isFinite(difference) ? difference * difference : 0;
      }
    }
    // Outputs that are the same for every image have no distance of their own: float noise of their
    // size serves.
    double scale = Math.max(2 * spread / (n - 1), FLOAT_NOISE * energy);
    return loss == 0 ? 0 : loss / n / scale;
  }
}
