package dev.gimbal.graph.operator;

import dev.gimbal.geometry.BlockShuffle;
import java.util.List;

/** DepthToSpace and SpaceToDepth. */
final class BlockRule implements OperatorRule {
  private final boolean toSpace;

  BlockRule(boolean toSpace) {
    this.toSpace = toSpace;
  }

  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    List<Integer> shape = call.outputShape();
    if (signal.axes().get(1).hasPlace()) {
      throw new NotDerivable(call.op() + " takes an axis with places for its channels");
    }
    BlockShuffle shuffle = new BlockShuffle(call.integer("blocksize", 1), toSpace);
    signal = signal.withAxes(signal.axesWith(1, Axis.of(Role.CHANNEL, shape.get(1))));
    signal = AxisStep.apply(signal, 2, shuffle, shape.get(2), Influence.POSITIONAL);
    return AxisStep.apply(signal, 3, shuffle, shape.get(3), Influence.POSITIONAL);
  }
}
