package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * The weights of a dense layer after a flatten, seen as one map per input channel and output.
 *
 * @param layer index of the dense layer
 * @param weights name of the weight tensor
 * @param outputs K
 * @param channels C
 * @param height H
 * @param width W
 * @param betweenPositions share of the weights' variance that lies between positions: 0 the same
 *     weights everywhere, 1 nothing in common
 * @param energy Σ w² over outputs and channels at every position, H rows of W; sums to 1
 */
public record PositionPanel(
    int layer,
    String weights,
    int outputs,
    int channels,
    int height,
    int width,
    Outcome betweenPositions,
    List<List<Double>> energy) {
  public PositionPanel {
    energy = energy.stream().map(List::copyOf).toList();
    Objects.requireNonNull(weights);
    Objects.requireNonNull(betweenPositions);
  }
}
