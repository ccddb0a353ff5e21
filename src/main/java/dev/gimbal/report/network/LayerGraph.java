package dev.gimbal.report.network;

import dev.gimbal.result.LayerInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which layer is computed from which, as it is drawn. A result lists layers in the order in which
 * they are computed; a parent that is unknown or not listed before its child is left out and
 * counted. Of a layer with many parents, as in a dense block, only the nearest are kept one by one.
 *
 * @param parents per layer the indices of its parents, ascending, each smaller than its own
 * @param bundled per layer how many more parents it has, all of them earlier
 * @param leftOut parents that could not be placed
 */
public record LayerGraph(List<List<Integer>> parents, List<Integer> bundled, int leftOut) {
  /** Blocks with more layers are cut again. */
  private static final int LARGE = 24;

  /** Connections over more layers do not hold a large block together. */
  private static final int LONG_SKIP = 12;

  /** A layer with more parents keeps those at most {@link #NEAR} layers before it. */
  private static final int MANY = 8;

  private static final int NEAR = 3;

  public LayerGraph {
    bundled = List.copyOf(bundled);
    parents = parents.stream().map(List::copyOf).toList();
  }

  /** The graph of a result's layers. */
  public static LayerGraph of(List<LayerInfo> layers) {
    Map<String, Integer> earlier = new HashMap<>();
    List<List<Integer>> parents = new ArrayList<>();
    List<Integer> bundled = new ArrayList<>();
    int leftOut = 0;
    for (int layer = 0; layer < layers.size(); layer++) {
      TreeSet<Integer> found = new TreeSet<>();
      for (String parent : layers.get(layer).parents()) {
        Integer index = earlier.get(parent);
        if (index == null) {
          leftOut++;
        } else {
          found.add(index);
        }
      }
      int all = found.size();
      if (all > MANY) {
        found.headSet(layer - NEAR).clear();
      }
      parents.add(List.copyOf(found));
      bundled.add(all - found.size());
      earlier.putIfAbsent(layers.get(layer).name(), layer);
    }
    return new LayerGraph(parents, bundled, leftOut);
  }

  public int size() {
    return parents.size();
  }

  /**
   * The blocks of the network: cut after every layer through which everything passes that is
   * computed up to there and used later. A chain is cut after every layer, a residual network after
   * every sum. What is left in large blocks is cut again without regard to connections that skip
   * many layers, such as those of a U-Net or of a second output.
   */
  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    if (parents.isEmpty()) {
      return blocks;
    }
    for (Block block : cut(new Block(0, size() - 1), size())) {
      blocks.addAll(block.size() > LARGE ? cut(block, LONG_SKIP) : List.of(block));
    }
    return blocks;
  }

  /** Cuts where no connection but the last layer's own crosses; longer ones do not count. */
  private List<Block> cut(Block range, int longest) {
    int[] lastUse = new int[range.size()];
    for (int child = range.from(); child <= range.to(); child++) {
      for (int parent : parents.get(child)) {
        if (parent >= range.from() && child - parent <= longest) {
          lastUse[parent - range.from()] = child;
        }
      }
    }
    List<Block> blocks = new ArrayList<>();
    int from = range.from();
    int reach = -1;
    for (int layer = range.from(); layer <= range.to(); layer++) {
      if (reach <= layer || layer == range.to()) {
        blocks.add(new Block(from, layer));
        from = layer + 1;
      }
      reach = Math.max(reach, lastUse[layer - range.from()]);
    }
    return blocks;
  }
}
