package dev.gimbal.graph.operator;

import dev.gimbal.geometry.AxisOperator;
import dev.gimbal.geometry.TransposedWindow;
import dev.gimbal.geometry.Window;
import java.util.List;

/** Convolution, transposed convolution and pooling. */
final class WindowRule implements OperatorRule {
  /** Which of the three, and where the weights are. */
  enum Family {
    CONVOLUTION,
    TRANSPOSED,
    POOLING
  }

  private final Family family;
  private final int weights;

  WindowRule(Family family, int weights) {
    this.family = family;
    this.weights = weights;
  }

  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    List<Integer> shape = call.required(0).shape();
    int spatial = shape.size() - 2;
    if (spatial < 1 || shape.size() != call.outputShape().size()) {
      throw new NotDerivable(call.op() + " over a tensor of rank " + shape.size());
    }
    if (family != Family.POOLING) {
      signal = mixChannels(call, signal);
    }
    for (int i = 0; i < spatial; i++) {
      int axis = i + 2;
      int size = call.outputShape().get(axis);
      Influence whole = family == Family.POOLING ? Influence.GLOBAL : Influence.POSITIONAL;
      signal = AxisStep.apply(signal, axis, window(call, i, spatial), size, whole);
    }
    return signal;
  }

  private Signal mixChannels(OperatorCall call, Signal signal) {
    if (!call.required(weights).isConstant()) {
      throw new NotDerivable(call.op() + " with weights that depend on the image");
    }
    if (signal.axes().get(1).hasPlace()) {
      throw new NotDerivable(call.op() + " takes an axis with places for its channels");
    }
    return signal.withAxes(signal.axesWith(1, Axis.of(Role.CHANNEL, call.outputShape().get(1))));
  }

  private AxisOperator window(OperatorCall call, int i, int spatial) {
    int kernel = kernel(call, i);
    int stride = at(call, "strides", i, 1);
    int dilation = at(call, "dilations", i, 1);
    int size = call.required(0).shape().get(i + 2);
    int before = at(call, "pads", i, 0);
    int after = at(call, "pads", i + spatial, 0);
    if (family == Family.TRANSPOSED) {
      return transposed(call, i, new int[] {kernel, stride, dilation, before, after});
    }
    String mode = call.text("auto_pad", "NOTSET");
    boolean ceil = family == Family.POOLING && call.integer("ceil_mode", 0) != 0;
    return switch (mode) {
      case "SAME_UPPER" -> Window.same(kernel, stride, dilation, size, false);
      case "SAME_LOWER" -> Window.same(kernel, stride, dilation, size, true);
      case "VALID" -> new Window(kernel, stride, dilation, 0, 0, ceil);
      default -> new Window(kernel, stride, dilation, before, after, ceil);
    };
  }

  /** kernel, stride, dilation, before, after of the i-th spatial axis. */
  private static AxisOperator transposed(OperatorCall call, int i, int[] w) {
    int size = call.required(0).shape().get(i + 2);
    int full = (size - 1) * w[1] + w[2] * (w[0] - 1) + 1;
    int extra = at(call, "output_padding", i, 0);
    String mode = call.text("auto_pad", "NOTSET");
    boolean fixed = call.integerList("output_shape").isPresent();
    if (fixed || mode.startsWith("SAME")) {
      int out = call.outputShape().get(i + 2);
      int total = Math.max(0, full + extra - out);
      int before = mode.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      return new TransposedWindow(w[0], w[1], w[2], before, full - out - before);
    }
    boolean valid = mode.equals("VALID");
    return new TransposedWindow(w[0], w[1], w[2], valid ? 0 : w[3], (valid ? 0 : w[4]) - extra);
  }

  private int kernel(OperatorCall call, int i) {
    return call.integerList("kernel_shape")
        .map(list -> list.get(i))
        .orElseGet(() -> call.required(weights).shape().get(i + 2));
  }

  private static int at(OperatorCall call, String name, int i, int fallback) {
    return call.integerList(name).filter(l -> i < l.size()).map(l -> l.get(i)).orElse(fallback);
  }
}
