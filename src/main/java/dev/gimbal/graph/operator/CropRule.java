package dev.gimbal.graph.operator;

import java.util.List;

/** The legacy operator Crop: border is left, top, right, bottom; scale the size that is kept. */
final class CropRule implements OperatorRule {
  @Override
  public Signal apply(OperatorCall call) {
    List<Integer> border =
        call.integerList("border").orElseThrow(() -> new NotDerivable("Crop without border"));
    List<Integer> shape = call.required(0).shape();
    Signal signal = call.signal(0);
    int height = call.outputShape().get(2);
    int width = call.outputShape().get(3);
    signal = SliceRule.slice(signal, 2, new int[] {border.get(1), height, 1, shape.get(2)});
    return SliceRule.slice(signal, 3, new int[] {border.get(0), width, 1, shape.get(3)});
  }
}
