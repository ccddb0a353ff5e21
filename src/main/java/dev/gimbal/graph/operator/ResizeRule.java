package dev.gimbal.graph.operator;

import dev.gimbal.geometry.Rational;
import dev.gimbal.geometry.Resampling;
import dev.gimbal.geometry.Resampling.Coordinates;
import dev.gimbal.geometry.Resampling.Taps;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Resize and Upsample. */
final class ResizeRule implements OperatorRule {
  private static final int MAX_DENOMINATOR = 4096;

  @Override
  public Signal apply(OperatorCall call) {
    Signal signal = call.signal(0);
    boolean old = call.op().equals("Upsample") || call.opset() < 11;
    List<Integer> shape = call.required(0).shape();
    for (int axis = 0; axis < shape.size(); axis++) {
      int in = shape.get(axis);
      int out = call.outputShape().get(axis);
      Rational scale = scale(call, axis, in, out, old);
      if (in == out && scale.equals(Rational.ONE)) {
        continue;
      }
      signal = resample(call, signal, axis, scale, old);
    }
    return signal;
  }

  private static Signal resample(
      OperatorCall call, Signal signal, int index, Rational scale, boolean old) {
    int out = call.outputShape().get(index);
    int in = call.required(0).shape().get(index);
    Axis axis = signal.axes().get(index);
    if (axis.equals(Axis.SINGLE) && in == 1) {
      // one value spread over a map: the places are new, but all alike
      Role role = index == signal.axes().size() - 2 ? Role.Y : Role.X;
      return index < signal.axes().size() - 2
          ? signal.withAxes(signal.axesWith(index, Axis.of(Role.CHANNEL, out)))
          : spread(signal, index, role, out);
    }
    if (axis.hasPlace() && uniform(signal, axis)) {
      return signal.withAxes(signal.axesWith(index, Axis.of(axis.factors().get(0).role(), out)));
    }
    boolean antialias = call.integer("antialias", 0) != 0;
    Coordinates coordinates = old ? Coordinates.ASYMMETRIC : coordinates(call);
    boolean nearest = call.text("mode", "nearest").equals("nearest");
    if (nearest
        && coordinates == Coordinates.HALF_PIXEL_SYMMETRIC
        && !scale.times(in).equals(Rational.of(out))) {
      // seen: ONNX Runtime's float coordinates fall on either side of the tie
      throw new NotDerivable(
          "a nearest-neighbour Resize whose ties are decided by rounding errors");
    }
    Resampling resampling = new Resampling(in, out, scale, coordinates, taps(call, old), antialias);
    return AxisStep.apply(signal, index, resampling, out, Influence.POSITIONAL);
  }

  private static boolean uniform(Signal signal, Axis axis) {
    return (axis.is(Role.Y) || axis.is(Role.X))
        && signal.span(axis.factors().get(0).role()) instanceof Span.Uniform;
  }

  private static Signal spread(Signal signal, int index, Role role, int out) {
    return signal.withAxes(signal.axesWith(index, Axis.of(role, out))).withSpan(role, Span.UNIFORM);
  }

  private static Coordinates coordinates(OperatorCall call) {
    String mode = call.text("coordinate_transformation_mode", "half_pixel");
    return switch (mode) {
      case "half_pixel" -> Coordinates.HALF_PIXEL;
      case "pytorch_half_pixel" -> Coordinates.PYTORCH_HALF_PIXEL;
      case "half_pixel_symmetric" -> Coordinates.HALF_PIXEL_SYMMETRIC;
      case "asymmetric" -> Coordinates.ASYMMETRIC;
      case "align_corners" -> Coordinates.ALIGN_CORNERS;
      case "tf_half_pixel_for_nn" -> Coordinates.TF_HALF_PIXEL_FOR_NN;
      default -> throw new NotDerivable("Resize with coordinates " + mode);
    };
  }

  private static Taps taps(OperatorCall call, boolean old) {
    String mode = call.text("mode", "nearest").toLowerCase(Locale.ROOT);
    return switch (mode) {
      case "linear", "bilinear" -> Taps.LINEAR;
      case "cubic" -> Taps.CUBIC;
      case "nearest" -> old ? Taps.NEAREST_SIMPLE : nearest(call);
      default -> throw new NotDerivable("Resize with mode " + mode);
    };
  }

  private static Taps nearest(OperatorCall call) {
    String mode = call.text("nearest_mode", "round_prefer_floor");
    return switch (mode) {
      case "floor" -> Taps.NEAREST_FLOOR;
      case "ceil" -> Taps.NEAREST_CEIL;
      case "round_prefer_ceil" -> Taps.NEAREST_PREFER_CEIL;
      case "round_prefer_floor" -> Taps.NEAREST_PREFER_FLOOR;
      default -> throw new NotDerivable("Resize with nearest mode " + mode);
    };
  }

  private static Rational scale(OperatorCall call, int axis, int in, int out, boolean old) {
    int scalesInput = old ? 1 : 2;
    Optional<List<Double>> scales = call.floatList("scales");
    if (scales.isEmpty() && call.operand(scalesInput).isPresent()) {
      scales = call.values(scalesInput);
    }
    if (scales.isEmpty()) {
      return fromSizes(call, axis, in, out);
    }
    List<Integer> axes = listedAxes(call, call.outputShape().size());
    int at = axes.isEmpty() ? axis : axes.indexOf(axis);
    return at < 0 ? Rational.ONE : fraction(scales.get().get(at));
  }

  private static List<Integer> listedAxes(OperatorCall call, int rank) {
    return call.integerList("axes")
        .map(list -> list.stream().map(a -> OperatorCall.axis(a, rank)).toList())
        .orElse(List.of());
  }

  private static Rational fromSizes(OperatorCall call, int axis, int in, int out) {
    String policy = call.text("keep_aspect_ratio_policy", "stretch");
    if (policy.equals("stretch")) {
      return Rational.of(out, in);
    }
    List<Integer> sizes =
        call.integers(3).orElseThrow(() -> new NotDerivable("Resize without sizes and scales"));
    List<Integer> shape = call.required(0).shape();
    List<Integer> axes = listedAxes(call, shape.size());
    if (!axes.isEmpty() && !axes.contains(axis)) {
      return Rational.ONE;
    }
    Rational best = Rational.ZERO;
    for (int i = 0; i < sizes.size(); i++) {
      Rational r = Rational.of(sizes.get(i), shape.get(axes.isEmpty() ? i : axes.get(i)));
      boolean first = best.equals(Rational.ZERO);
      best =
          first ? r : policy.equals("not_larger") ? Rational.min(best, r) : Rational.max(best, r);
    }
    return best;
  }

  /** The simplest fraction that the 32-bit number stands for. */
  private static Rational fraction(double value) {
    float target = (float) value;
    for (int denominator = 1; denominator <= MAX_DENOMINATOR; denominator++) {
      long numerator = Math.round(value * denominator);
      if (numerator > 0 && (float) ((double) numerator / denominator) == target) {
        return Rational.of(numerator, denominator);
      }
    }
    throw new NotDerivable("a scale of " + value + ", which is no simple fraction");
  }
}
