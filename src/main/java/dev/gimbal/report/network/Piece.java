package dev.gimbal.report.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of a network that is drawn in one picture: blocks one after the other.
 *
 * @param layers of the piece
 * @param entries what outside the piece feeds it; drawn as small boxes
 * @param parents per layer of the piece its parents: the entries are counted first, from 0, then
 *     the layers of the piece
 * @param columns layers on the longest path
 */
public record Piece(Block layers, List<Entry> entries, List<List<Integer>> parents, int columns) {
  /**
   * Layers from which something in the piece is computed.
   *
   * @param layer the layer; where it stands for several, the layer that is computed from them
   * @param more how many earlier layers it stands for; 0 where it is one layer
   */
  public record Entry(int layer, int more) {}

  public Piece {
    entries = List.copyOf(entries);
    parents = parents.stream().map(List::copyOf).toList();
  }

  public int edges() {
    return parents.stream().mapToInt(List::size).sum();
  }

  /**
   * Cuts a network into lines as a text is: blocks follow each other until the next would not fit.
   *
   * @param most columns of a line; a longer block has a piece of its own
   */
  public static List<Piece> lines(LayerGraph graph, int most) {
    List<Piece> lines = new ArrayList<>();
    int from = 0;
    int used = 0;
    for (Block block : graph.blocks()) {
      int columns = of(graph, block).columns();
      if (used > 0 && used + columns > most) {
        lines.add(of(graph, new Block(from, block.from() - 1)));
        from = block.from();
        used = 0;
      }
      used += columns;
    }
    if (used > 0) {
      lines.add(of(graph, new Block(from, graph.size() - 1)));
    }
    return lines;
  }

  private static Piece of(LayerGraph graph, Block layers) {
    List<Entry> entries = new ArrayList<>();
    List<List<Entry>> outside = new ArrayList<>();
    for (int layer = layers.from(); layer <= layers.to(); layer++) {
      List<Entry> own = new ArrayList<>();
      for (int parent : graph.parents().get(layer)) {
        if (parent < layers.from()) {
          own.add(new Entry(parent, 0));
        }
      }
      if (graph.bundled().get(layer) > 0) {
        own.add(new Entry(layer, graph.bundled().get(layer)));
      }
      own.stream().filter(e -> !entries.contains(e)).forEach(entries::add);
      outside.add(own);
    }
    List<List<Integer>> parents = new ArrayList<>();
    int[] column = new int[entries.size() + layers.size()];
    for (int layer = layers.from(); layer <= layers.to(); layer++) {
      int own = layer - layers.from();
      List<Integer> local = new ArrayList<>();
      outside.get(own).forEach(entry -> local.add(entries.indexOf(entry)));
      for (int parent : graph.parents().get(layer)) {
        if (parent >= layers.from()) {
          local.add(entries.size() + parent - layers.from());
        }
      }
      parents.add(local);
      column[entries.size() + own] = 1 + local.stream().mapToInt(p -> column[p]).max().orElse(0);
    }
    return new Piece(layers, entries, parents, IntStream.of(column).max().orElse(0));
  }
}
