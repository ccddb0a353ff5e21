package dev.gimbal.engine;

import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.Ancestry;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.image.PixelValues;
import dev.gimbal.result.FieldCheck;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/**
 * Checks derived receptive fields by perturbation: changes stripes of a noise picture and looks
 * which features of every map move. On the CPU a feature is a function of its taps alone, computed
 * in one order, so that one that sees no change keeps every bit; other providers may not do so.
 */
@NullMarked
public final class FieldCheckPass {
  /** Forward passes that suffice to see the fields of most networks. */
  public static final int DEFAULT_PASSES = 512;

  /** With fewer nothing is learnt that is worth a pass. */
  public static final int LEAST_PASSES = 16;

  private static final int MOST_DRAWS = 4;

  /** The unchanged picture, twice. */
  private static final int REFERENCE_PASSES = 2;

  /** Values of one picture's layers that are held at most. */
  private static final long MOST_VALUES = 128L << 20;

  private final ExposedSession session;
  private final NetworkInput input;
  private final PixelValues values;
  private final boolean constantPadding;
  private final int threads;
  private final List<WatchedLayer> watched = new ArrayList<>();
  private final List<Integer> indices = new ArrayList<>();

  /**
   * Prepares a check of all maps whose geometry is known.
   *
   * @param session on the CPU, with those layers exposed
   * @param layers layer 0 is the image input
   * @param values from grey levels to network units
   * @param constantPadding whether no operator fills a border with pixels of the image; else only
   *     cells that see no padding are held to their fields
   */
  public FieldCheckPass(
      ExposedSession session,
      NetworkInput input,
      List<Layer> layers,
      PixelValues values,
      boolean constantPadding,
      int threads) {
    this.session = session;
    this.input = input;
    this.values = values;
    this.constantPadding = constantPadding;
    this.threads = threads;
    List<WatchedLayer> all = session.watch(layers);
    watched.add(all.get(0));
    indices.add(0);
    long held = 0;
    for (int layer = 1; layer < all.size(); layer++) {
      WatchedLayer candidate = all.get(layer);
      held += candidate.geometry().isPresent() ? candidate.shape().values() : 0;
      if (candidate.geometry().isPresent() && held <= MOST_VALUES) {
        watched.add(candidate);
        indices.add(layer);
      }
    }
  }

  /** Whether a layer is a map whose field can be checked. */
  public static boolean isChecked(Layer layer) {
    return layer.kind() == LayerKind.MAP && layer.geometry() instanceof Layer.Geometry.Known;
  }

  /**
   * One row a checked layer, in the order of the layers; none where no map has a geometry.
   *
   * @param mostPasses forward passes at most, at least {@link #LEAST_PASSES}
   * @throws InterruptedException when the calling thread was interrupted; all workers have stopped
   *     then
   */
  public List<FieldCheck> run(int mostPasses, ProgressListener progress)
      throws InterruptedException {
    if (watched.size() == 1) {
      return List.of();
    }
    List<Stripe> stripes = stripes(mostPasses);
    List<FieldEvidence> evidence = new ArrayList<>();
    for (int layer = 1; layer < watched.size(); layer++) {
      evidence.add(evidence(watched.get(layer), indices.get(layer)));
    }
    for (int draw = 0; draw < draws(stripes, mostPasses); draw++) {
      draw(new FieldNoise(input, values, draw), stripes, evidence, progress);
    }
    return evidence.stream().map(FieldEvidence::check).toList();
  }

  /** Forward passes that {@link #run} takes. */
  public long forwardPasses(int mostPasses) {
    if (watched.size() == 1) {
      return 0;
    }
    List<Stripe> stripes = stripes(mostPasses);
    return (long) draws(stripes, mostPasses) * (stripes.size() + REFERENCE_PASSES);
  }

  private static int draws(List<Stripe> stripes, int mostPasses) {
    return Math.min(MOST_DRAWS, Math.max(1, mostPasses / (stripes.size() + REFERENCE_PASSES)));
  }

  private List<Stripe> stripes(int mostPasses) {
    int mostPerAxis = (mostPasses - REFERENCE_PASSES) / 2;
    List<IndexRange> rows = new ArrayList<>();
    List<IndexRange> columns = new ArrayList<>();
    for (WatchedLayer layer : watched) {
      LayerGeometry geometry = layer.geometry().orElseThrow();
      rows.add(geometry.y().field(geometry.y().size() / 2));
      columns.add(geometry.x().field(geometry.x().size() / 2));
    }
    List<Stripe> stripes = new ArrayList<>();
    StripePlan.of(input.height(), rows, mostPerAxis)
        .forEach(pixels -> stripes.add(new Stripe(true, pixels)));
    StripePlan.of(input.width(), columns, mostPerAxis)
        .forEach(pixels -> stripes.add(new Stripe(false, pixels)));
    return stripes;
  }

  private FieldEvidence evidence(WatchedLayer layer, int index) {
    Optional<LayerGeometry> bounds =
        layer.layer().ancestry() == Ancestry.LOCAL ? layer.geometry() : Optional.empty();
    Optional<AxisGeometry> y = bounds.map(LayerGeometry::y);
    Optional<AxisGeometry> x = bounds.map(LayerGeometry::x);
    return new FieldEvidence(
        index,
        bounds.isEmpty(),
        new AxisEvidence("row", layer.shape().height(), y, input.height(), constantPadding),
        new AxisEvidence("column", layer.shape().width(), x, input.width(), constantPadding));
  }

  private void draw(
      FieldNoise noise,
      List<Stripe> stripes,
      List<FieldEvidence> evidence,
      ProgressListener progress)
      throws InterruptedException {
    List<float[]> before = reference(noise, progress);
    BitSet[][] moved = new BitSet[stripes.size()][watched.size() - 1];
    BitSet[] unstable = new BitSet[watched.size() - 1];
    new Workers(threads)
        .run(
            stripes.size() + 1,
            () -> new StripeWorker(noise, stripes, before, moved, unstable, progress));
    for (int layer = 0; layer < evidence.size(); layer++) {
      evidence.get(layer).repeated(unstable[layer].isEmpty());
      for (int i = 0; i < stripes.size(); i++) {
        evidence.get(layer).accept(stripes.get(i), moved[i][layer]);
      }
    }
  }

  private List<float[]> reference(FieldNoise noise, ProgressListener progress) {
    List<float[]> layers = new ArrayList<>();
    try (LayerReader reader = new LayerReader(session.session(), input, watched)) {
      reader.run(noise.picture());
      for (int layer = 1; layer < watched.size(); layer++) {
        float[] values = new float[watched.get(layer).shape().values()];
        reader.read(layer, values);
        layers.add(values);
      }
    }
    progress.forwardPasses(1);
    return layers;
  }

  /** Changes one stripe at a time; the last task changes nothing. */
  private final class StripeWorker implements Workers.Worker {
    private final LayerReader reader = new LayerReader(session.session(), input, watched);
    private final FieldNoise noise;
    private final List<Stripe> stripes;
    private final List<float[]> before;
    private final BitSet[][] moved;
    private final BitSet[] unstable;
    private final ProgressListener progress;
    private final float[] now;

    StripeWorker(
        FieldNoise noise,
        List<Stripe> stripes,
        List<float[]> before,
        BitSet[][] moved,
        BitSet[] unstable,
        ProgressListener progress) {
      this.noise = noise;
      this.stripes = stripes;
      this.before = before;
      this.moved = moved;
      this.unstable = unstable;
      this.progress = progress;
      now = new float[before.stream().mapToInt(layer -> layer.length).max().orElse(0)];
    }

    @Override
    public void image(int index) {
      boolean changes = index < stripes.size();
      float[] image = noise.picture().clone();
      if (changes) {
        stripes.get(index).copy(noise.other(), image, input);
      }
      reader.run(image);
      for (int layer = 1; layer < watched.size(); layer++) {
        reader.read(layer, now);
        BitSet cells =
            MovedCells.of(
                watched.get(layer).shape(),
                before.get(layer - 1),
                now,
                !changes || stripes.get(index).rows());
        (changes ? moved[index] : unstable)[layer - 1] = cells;
      }
      progress.forwardPasses(1);
    }

    @Override
    public void close() {
      reader.close();
    }
  }
}
