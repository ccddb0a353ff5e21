package dev.gimbal.engine;

import dev.gimbal.fault.InputException;
import dev.gimbal.geometry.CellOrder;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.MapCollapse;
import dev.gimbal.graph.MapCollapse.InputMap;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Outcome;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.Runner;
import dev.gimbal.weave.CollapseModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The collapse test: every step from map to vector is run alone on its own maps, as the network
 * makes them of the first images, and on the same maps rolled cyclically by whole cells. Nothing
 * leaves and nothing enters, so what changes is what the step knows of positions.
 *
 * <p>A pass of its own: images run once through the network, then many times through the small
 * parts. A worker holds one image's maps at a time.
 */
public final class CollapsePass {
  /** Images at least, where the audit has so many: fewer make intervals wide. */
  private static final int FEWEST_IMAGES = 30;

  private static final int MOST_IMAGES = 64;

  /** Of the audit's forward passes one percent go into this pass, but for the fewest images. */
  private static final int PASSES_PER_IMAGE = 100;

  private final OnnxModel model;
  private final ImageInput image;
  private final NetworkInput input;
  private final Provider provider;
  private final List<MapCollapse> collapses;
  private final List<Layer> layers;
  private final int threads;
  private final long seed;

  /**
   * Prepares a pass.
   *
   * @param collapses where maps become vectors; those whose vector is not among {@code layers} are
   *     left out
   * @param layers what the audit watches
   */
  public CollapsePass(
      OnnxModel model,
      ImageInput image,
      NetworkInput input,
      Provider provider,
      List<MapCollapse> collapses,
      List<Layer> layers,
      int threads,
      long seed) {
    this.model = model;
    this.image = image;
    this.input = input;
    this.provider = provider;
    this.layers = List.copyOf(layers);
    this.collapses = collapses.stream().filter(collapse -> vector(collapse).isPresent()).toList();
    this.threads = threads;
    this.seed = seed;
  }

  private Optional<Layer> vector(MapCollapse collapse) {
    return layers.stream().filter(layer -> layer.name().equals(collapse.vector())).findFirst();
  }

  /**
   * Images that are tried.
   *
   * @param images of the audit
   * @param forwardPasses that the audit takes without this pass
   */
  public int images(int images, long forwardPasses) {
    boolean any = collapses.stream().anyMatch(collapse -> collapse.problem().isEmpty());
    long share = Math.max(FEWEST_IMAGES, forwardPasses / PASSES_PER_IMAGE);
    return any ? (int) Math.min(Math.min(images, MOST_IMAGES), share) : 0;
  }

  /**
   * Runs all tests.
   *
   * @param count how many of the first images are tried
   * @return one row a collapse, in running order
   * @throws InterruptedException when the calling thread was interrupted; all workers have stopped
   *     then
   */
  public List<CollapseTest> run(ImageFeed feed, int count, ProgressListener progress)
      throws InterruptedException {
    Map<MapCollapse, CollapseStep> steps = new LinkedHashMap<>();
    Map<MapCollapse, Outcome> refused = new HashMap<>();
    try {
      for (MapCollapse collapse : collapses) {
        open(collapse, count, steps, refused);
      }
      if (!steps.isEmpty()) {
        run(List.copyOf(steps.values()), feed, count, progress);
      }
      return collapses.stream().map(c -> test(c, steps, refused)).toList();
    } finally {
      steps.values().forEach(step -> step.session().close());
    }
  }

  private void open(
      MapCollapse collapse,
      int count,
      Map<MapCollapse, CollapseStep> steps,
      Map<MapCollapse, Outcome> refused) {
    if (collapse.problem().isPresent()) {
      refused.put(collapse, Outcome.notApplicable(collapse.problem().get()));
      return;
    }
    Layer vector = vector(collapse).orElseThrow();
    int noise = Math.min(count, Engine.NOISE_IMAGES);
    try {
      steps.put(collapse, CollapseStep.open(model, collapse, vector, provider, count, noise));
    } catch (InputException e) {
      refused.put(collapse, new Outcome.Failed("it cannot be run alone: " + e.getMessage()));
    }
  }

  private void run(List<CollapseStep> steps, ImageFeed feed, int count, ProgressListener progress)
      throws InterruptedException {
    Set<InputMap> maps = new LinkedHashSet<>();
    Set<String> vectors = new LinkedHashSet<>();
    for (CollapseStep step : steps) {
      maps.addAll(step.collapse().maps());
      vectors.add(step.collapse().vector());
    }
    List<InputMap> read = List.copyOf(maps);
    CollapseModel.Part part =
        CollapseModel.reading(model, image, input.height(), input.width(), read, vectors);
    try (ModelSession session = ModelSession.open(part.bytes(), model.folder(), provider)) {
      new Workers(threads)
          .run(count, () -> new CollapseWorker(steps, read, part, session, feed, progress));
    }
  }

  private CollapseTest test(
      MapCollapse collapse,
      Map<MapCollapse, CollapseStep> steps,
      Map<MapCollapse, Outcome> refused) {
    List<CollapseTest.RolledMap> maps =
        collapse.maps().stream()
            .map(
                map ->
                    new CollapseTest.RolledMap(
                        map.tensor(),
                        List.of(map.order().channels(), map.order().height(), map.order().width())))
            .toList();
    int layer = layers.indexOf(vector(collapse).orElseThrow());
    CollapseStep step = steps.get(collapse);
    if (step == null) {
      Outcome reason = refused.getOrDefault(collapse, Outcome.notApplicable("it was not run"));
      return new CollapseTest(layer, maps, 0, reason, reason);
    }
    CollapseSums.Outcomes outcomes = step.sums().outcomes();
    return new CollapseTest(
        layer, maps, step.rolls().size(), outcomes.positionDependence(), outcomes.noiseFloor());
  }

  /** One worker: runs an image through the network, then its maps through every step. */
  private final class CollapseWorker implements Workers.Worker {
    private final List<CollapseRunner> runners = new ArrayList<>();
    private final List<CollapseStep> steps;
    private final ImageFeed feed;
    private final ProgressListener progress;
    private final Runner network;
    private final Map<String, Integer> outputs = new HashMap<>();
    private final Map<String, float[]> maps = new HashMap<>();
    private final List<float[]> vectors = new ArrayList<>();
    private final float[] planes = new float[input.elements()];

    CollapseWorker(
        List<CollapseStep> steps,
        List<InputMap> read,
        CollapseModel.Part part,
        ModelSession session,
        ImageFeed feed,
        ProgressListener progress) {
      this.steps = steps;
      this.feed = feed;
      this.progress = progress;
      Map<String, long[]> shapes = new LinkedHashMap<>();
      for (InputMap map : read) {
        maps.put(map.tensor(), new float[map.order().elements()]);
        if (!map.tensor().equals(input.name())) {
          outputs.put(map.tensor(), shapes.size());
          shapes.put(part.name(map.tensor()), CollapseRunner.axes(map.shape()));
        }
      }
      for (CollapseStep step : steps) {
        outputs.put(step.vector().name(), shapes.size());
        shapes.put(step.vector().name(), CollapseRunner.axes(step.vector().shape()));
        vectors.add(new float[step.vector().elements()]);
      }
      ImageShape shape = new ImageShape(1, input.channels(), input.height(), input.width());
      network = session.runner(input.name(), input.layout(), shape, shapes);
      steps.forEach(step -> runners.add(new CollapseRunner(step)));
    }

    @Override
    public void image(int index) {
      feed.frame(index).reference(planes);
      network.setImage(0, planes);
      network.run();
      progress.forwardPasses(1);
      for (CollapseStep step : steps) {
        step.collapse().maps().forEach(this::read);
      }
      for (int i = 0; i < steps.size(); i++) {
        float[] vector = vectors.get(i);
        read(steps.get(i).vector().name(), vector);
        List<float[]> own =
            steps.get(i).collapse().maps().stream()
                .map(map -> java.util.Objects.requireNonNull(maps.get(map.tensor())))
                .toList();
        runners.get(i).image(index, own, vector, seed + index);
      }
    }

    private void read(InputMap map) {
      float[] target = java.util.Objects.requireNonNull(maps.get(map.tensor()));
      if (!map.tensor().equals(input.name())) {
        read(map.tensor(), target);
        return;
      }
      CellOrder order = map.order();
      boolean whole = map.type() == ElementType.UINT8;
      for (int i = 0; i < planes.length; i++) {
        // As the image input itself takes whole numbers.
        target[order.ofPlanes(i)] =
            whole ? Math.max(0, Math.min(255, Math.round(planes[i]))) : planes[i];
      }
    }

    private void read(String tensor, float[] target) {
      network.read(outputs.getOrDefault(tensor, -1), 0, target.length, target, 0);
    }

    @Override
    public void close() {
      network.close();
      runners.forEach(CollapseRunner::close);
    }
  }
}
