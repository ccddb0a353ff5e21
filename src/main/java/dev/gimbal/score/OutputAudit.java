package dev.gimbal.score;

import dev.gimbal.result.Answer;
import dev.gimbal.result.OutputResult;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.OutputForm;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Scores of one model output, from its values for every image and probe.
 *
 * <p>First a look at all references, by one thread; then for each image its reference and its
 * probed values, by one thread at a time, different images by any threads, with a happens-before
 * between the two passes and before {@link #finish}. What comes out depends on image numbers only,
 * never on the order of calls. Images that were never accepted under a probe are missing from that
 * probe's n.
 */
public interface OutputAudit {
  /** The output. */
  OutputSpec spec();

  /**
   * What the model makes of an unprobed image, for every image of the plan in its order, before
   * anything else; not kept.
   */
  default void preview(float[] reference) {}

  /**
   * What the model makes of an unprobed image; before any probe of this image.
   *
   * @param values at batch 1, in the model's own order; copied
   */
  void acceptReference(int image, float[] values);

  /** What the model makes of an image under a probe. */
  void acceptProbe(int image, int probe, float[] values);

  /** What is kept of this output in an image's row. */
  OutputForm form();

  /**
   * Writes what an image contributed into its row, after all its probes.
   *
   * @param output index of this output in the row
   */
  void record(int image, int output, ImageRow row);

  /**
   * How much one image's answer changed under a probe; empty where that was not measured or the
   * output is broken.
   */
  Optional<AnswerChange> change(int image, int probe);

  /**
   * What two rows of this output say, before and after a probe, for people: without class names and
   * distance.
   */
  Answer answer(int probe, float[] reference, float[] probed);

  /**
   * The scores of the first images; may be asked while later ones are still accepted.
   *
   * @param images all of which have been accepted under all probes, or all that there are
   * @param resampled whether scores over orbits get their bootstrap intervals, which take time
   */
  OutputResult finish(int images, boolean resampled);

  /**
   * The audit that an output's kind calls for.
   *
   * @param images number of images, numbered from 0 in plan order
   * @param labels class index per image, −1 where unknown; empty without labels
   * @param cells for dense outputs and a probe: the probed cell that shows the content of each
   *     reference cell, −1 where it is not visible (rows × columns, row by row); called from any
   *     thread
   * @param seed of the bootstrap
   */
  static OutputAudit of(
      OutputSpec spec,
      List<ProbeInfo> probes,
      int images,
      int[] labels,
      IntFunction<int[]> cells,
      long seed) {
    return switch (spec.kind()) {
      case CLASSES -> new ClassesAudit(spec, probes, images, labels, seed);
      case DENSE -> new DenseAudit(spec, probes, images, cells);
      case EMBEDDING -> new EmbeddingAudit(spec, probes, images);
      case DETECTIONS, OTHER -> new UnscoredOutput(spec, images, probes.size());
    };
  }
}
