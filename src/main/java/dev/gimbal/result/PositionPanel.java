package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * The weights of a dense layer after a flatten, seen as one map per input channel and output.
 *
 * @param layer index of the layer that they make
 * @param weights name of the weight tensor
 * @param outputs K
 * @param channels C
 * @param height H
 * @param width W
 * @param betweenPositions Σ (w − its mean over positions)² ÷ Σ w²: 0 the same weights everywhere, 1
 *     weights whose means over positions vanish
 * @param energy share of Σ w² at every position, rows of columns; sums to 1; empty where the
 *     weights could not be read. A map of more than 64 rows or columns is given in square blocks of
 *     cells
 * @param block cells along a side of such a block; 1 where every cell has its own number
 */
public record PositionPanel(
    int layer,
    String weights,
    int outputs,
    int channels,
    int height,
    int width,
    Outcome betweenPositions,
    int block,
    List<List<Double>> energy) {
  public PositionPanel {
    energy = energy.stream().map(List::copyOf).toList();
    Objects.requireNonNull(weights);
    Objects.requireNonNull(betweenPositions);
    if (block < 1) {
      throw new IllegalArgumentException("block of " + block + " cells");
    }
  }

  /**
   * What an entry of the energy map would be if all positions had the same: blocks at the end of a
   * row or column may hold fewer cells.
   */
  public double evenShare(int row, int column) {
    double rows = Math.min(block, height - row * block);
    double columns = Math.min(block, width - column * block);
    return rows * columns / ((double) height * width);
  }
}
