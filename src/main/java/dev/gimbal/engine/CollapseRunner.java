package dev.gimbal.engine;

import dev.gimbal.engine.CellRolls.Roll;
import dev.gimbal.graph.MapCollapse.InputMap;
import dev.gimbal.image.UlpNoise;
import dev.gimbal.runtime.Runner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/** One worker's buffers for one step from map to vector. */
final class CollapseRunner implements AutoCloseable {
  private final CollapseStep step;
  private final List<InputMap> inputs;
  private final List<String> names;
  private final Runner runner;
  private final List<float[]> changed;
  private final float[] plain;
  private final float[] probed;

  CollapseRunner(CollapseStep step) {
    this.step = step;
    inputs = step.collapse().maps();
    names = inputs.stream().map(map -> step.alone().name(map.tensor())).toList();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (InputMap map : inputs) {
      shapes.put(step.alone().name(map.tensor()), axes(map.shape()));
    }
    runner =
        step.session()
            .runner(shapes, Map.of(step.collapse().vector(), axes(step.vector().shape())));
    changed = inputs.stream().map(map -> new float[map.order().elements()]).toList();
    plain = new float[step.vector().elements()];
    probed = new float[step.vector().elements()];
  }

  static long[] axes(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).toArray();
  }

  /**
   * Tries all rolls on one image.
   *
   * @param maps the image's maps, in the order of the step's
   * @param expected the vector as the network made it
   * @param seed of the noise
   */
  void image(int image, List<float[]> maps, float[] expected, long seed) {
    run(maps, plain);
    double loss = 0;
    for (Roll roll : step.rolls()) {
      for (int i = 0; i < maps.size(); i++) {
        inputs.get(i).order().roll(maps.get(i), changed.get(i), roll.down(), roll.right());
      }
      run(changed, probed);
      loss += WovenTrial.squaredDistance(probed, plain) / step.rolls().size();
    }
    CollapseSums sums = step.sums();
    sums.set(image, plain.clone(), WovenTrial.squaredDistance(plain, expected), loss);
    if (sums.wantsNoise(image)) {
      noise(image, maps, seed);
    }
  }

  /** Whole numbers are exact: they have no last place to move. */
  private void noise(int image, List<float[]> maps, long seed) {
    run(maps, probed);
    double identity = WovenTrial.squaredDistance(probed, plain);
    for (int i = 0; i < maps.size(); i++) {
      System.arraycopy(maps.get(i), 0, changed.get(i), 0, maps.get(i).length);
      if (inputs.get(i).type().isFloating()) {
        UlpNoise.add(changed.get(i), seed);
      }
    }
    run(changed, probed);
    step.sums().setNoise(image, identity, WovenTrial.squaredDistance(probed, plain));
  }

  private void run(List<float[]> maps, float[] vector) {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException();
    }
    for (int i = 0; i < maps.size(); i++) {
      runner.setInput(names.get(i), 0, maps.get(i));
    }
    runner.run();
    runner.read(0, 0, vector.length, vector, 0);
  }

  @Override
  public void close() {
    runner.close();
  }
}
