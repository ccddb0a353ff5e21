package dev.gimbal.report.network;

import dev.gimbal.report.network.Placement.Box;
import dev.gimbal.report.network.Placement.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.NullElkProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Places the layers of a piece in columns from left to right, or, where that would be too wide, in
 * rows from top to bottom, with the layered algorithm of the Eclipse Layout Kernel.
 *
 * <p>Equal connections are placed once. What is too large, or takes too long, is not placed: there
 * is a plain list beside the drawing. Not for several threads.
 */
public final class NetworkPlacer {
  /** Size of a layer's box. */
  public static final double BOX_WIDTH = 128;

  public static final double BOX_HEIGHT = 56;

  /** Size of the box that stands for a layer outside the piece. */
  public static final double ENTRY_WIDTH = 46;

  public static final double ENTRY_HEIGHT = 24;

  private static final int MOST_LAYERS = 400;
  private static final int MOST_EDGES = 1500;
  private static final double GAP = 16;
  private static final double MARGIN = 6;

  /** Far above what the largest permitted piece takes; the stack as well. */
  private static final long LONGEST_SECONDS = 20;

  private static final long STACK_BYTES = 256L << 20;

  private record Topology(int entries, List<List<Integer>> parents) {}

  private final int mostColumns;
  private final Map<Topology, Optional<Placement>> known = new HashMap<>();

  /**
   * A placer.
   *
   * @param mostColumns beyond these a piece runs downwards
   */
  public NetworkPlacer(int mostColumns) {
    this.mostColumns = mostColumns;
  }

  /** Where everything in a piece lies; empty if it is too large. */
  public Optional<Placement> place(Piece piece) {
    return known.computeIfAbsent(
        new Topology(piece.entries().size(), piece.parents()), topology -> compute(piece));
  }

  private Optional<Placement> compute(Piece piece) {
    if (piece.layers().size() + piece.entries().size() > MOST_LAYERS
        || piece.edges() > MOST_EDGES) {
      return Optional.empty();
    }
    CompletableFuture<Placement> answer = new CompletableFuture<>();
    Runnable work =
        () -> {
          try {
            answer.complete(layOut(piece));
          } catch (RuntimeException | StackOverflowError e) {
            answer.completeExceptionally(e);
          }
        };
    Thread thread = new Thread(null, work, "network layout", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return Optional.of(answer.get(LONGEST_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Placement layOut(Piece piece) {
    ElkNode graph = ElkGraphUtil.createGraph();
    boolean across = piece.columns() <= mostColumns;
    configure(graph, across ? Direction.RIGHT : Direction.DOWN);
    List<ElkNode> nodes = new ArrayList<>();
    for (int entry = 0; entry < piece.entries().size(); entry++) {
      nodes.add(node(graph, ENTRY_WIDTH, ENTRY_HEIGHT));
    }
    List<ElkEdge> edges = new ArrayList<>();
    for (List<Integer> parents : piece.parents()) {
      ElkNode target = node(graph, BOX_WIDTH, BOX_HEIGHT);
      nodes.add(target);
      for (int parent : parents) {
        edges.add(ElkGraphUtil.createSimpleEdge(nodes.get(parent), target));
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    new RecursiveGraphLayoutEngine()
        .layout(
            graph,
            new NullElkProgressMonitor() {
              @Override
              public boolean isCanceled() {
                return System.nanoTime() > deadline;
              }
            });
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException("cancelled half-way");
    }
    return new Placement(
        graph.getWidth(),
        graph.getHeight(),
        nodes.stream().map(n -> new Box(n.getX(), n.getY(), n.getWidth(), n.getHeight())).toList(),
        edges.stream().map(NetworkPlacer::wire).toList());
  }

  private static void configure(ElkNode graph, Direction direction) {
    graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    graph.setProperty(LayeredOptions.DIRECTION, direction);
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.BRANDES_KOEPF);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, GAP);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, GAP);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, GAP / 2);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, GAP / 2);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, GAP / 2);
    graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, GAP / 2);
    graph.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
    graph.setProperty(LayeredOptions.SEPARATE_CONNECTED_COMPONENTS, false);
    graph.setProperty(LayeredOptions.RANDOM_SEED, 1);
  }

  private static ElkNode node(ElkNode graph, double width, double height) {
    ElkNode node = ElkGraphUtil.createNode(graph);
    node.setDimensions(width, height);
    return node;
  }

  private static Wire wire(ElkEdge edge) {
    List<Double> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(section.getStartX());
      points.add(section.getStartY());
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(bend.getX());
        points.add(bend.getY());
      }
      points.add(section.getEndX());
      points.add(section.getEndY());
    }
    return new Wire(points);
  }
}
