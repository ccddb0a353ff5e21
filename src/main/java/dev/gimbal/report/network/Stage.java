package dev.gimbal.report.network;

import dev.gimbal.result.LayerInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that follow each other and repeat, or one block that does not.
 *
 * @param layers all layers of the stage
 * @param repeats how often the pattern occurs; 1 where it does not repeat
 * @param blocks blocks of all repeats together
 */
public record Stage(Block layers, int repeats, int blocks) {
  private static final int LONGEST_PERIOD = 24;

  /** Fewer layers than this are not worth being folded. */
  private static final int FEWEST_FOLDED = 4;

  /** How many layers one repeat has. */
  public int period() {
    return layers.size() / repeats;
  }

  /**
   * Folds blocks that repeat: equal operators, equal output shapes and equal connections. Of all
   * repeats that begin at a block, the one that covers most layers is taken.
   *
   * @param layers of the result
   * @param graph of the same layers
   */
  public static List<Stage> of(List<LayerInfo> layers, LayerGraph graph) {
    List<Block> blocks = graph.blocks();
    List<String> patterns = blocks.stream().map(b -> pattern(layers, graph, b)).toList();
    List<Stage> stages = new ArrayList<>();
    int next = 0;
    while (next < blocks.size()) {
      Stage stage = stageAt(next, blocks, patterns);
      stages.add(stage);
      next += stage.blocks();
    }
    return stages;
  }

  private static Stage stageAt(int start, List<Block> blocks, List<String> patterns) {
    Stage best = new Stage(blocks.get(start), 1, 1);
    for (int period = 1; period <= LONGEST_PERIOD; period++) {
      int repeats = repeats(start, period, patterns);
      if (repeats >= 2) {
        int end = start + period * repeats - 1;
        Block covered = new Block(blocks.get(start).from(), blocks.get(end).to());
        boolean better = best.repeats() == 1 || covered.size() > best.layers().size();
        if (covered.size() >= FEWEST_FOLDED && better) {
          best = new Stage(covered, repeats, period * repeats);
        }
      }
    }
    return best;
  }

  private static int repeats(int start, int period, List<String> patterns) {
    int repeats = 1;
    int from = start + period;
    while (from + period <= patterns.size()
        && patterns.subList(start, start + period).equals(patterns.subList(from, from + period))) {
      repeats++;
      from += period;
    }
    return repeats;
  }

  private static String pattern(List<LayerInfo> layers, LayerGraph graph, Block block) {
    StringBuilder pattern = new StringBuilder();
    for (int layer = block.from(); layer <= block.to(); layer++) {
      LayerInfo info = layers.get(layer);
      pattern.append(info.op()).append('\u0000').append(info.shape()).append('\u0000');
      for (int parent : graph.parents().get(layer)) {
        pattern.append(Math.max(-1, parent - block.from())).append(' ');
      }
      pattern.append(graph.bundled().get(layer) > 0 ? "+\n" : "\n");
    }
    return pattern.toString();
  }
}
