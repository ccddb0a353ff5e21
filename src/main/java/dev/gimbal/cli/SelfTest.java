package dev.gimbal.cli;

import dev.gimbal.result.Execution;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.runtime.Runner;
import dev.gimbal.weave.OneConvolution;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs a network whose answer was worked out by hand, on every device of a provider, and once more
 * with pixels that only float32 can tell apart.
 */
final class SelfTest {
  static final String DESCRIPTION = "a convolution gives the answer worked out by hand";

  /** A pixel step of 2⁻¹³ beside 1 is lost in TF32, float16 and bfloat16, and exact in float32. */
  private static final float FINE_STEP = 1f / 8192;

  private static final int WEIGHT_SUM = 45;

  /**
   * What came out.
   *
   * @param problem what is wrong with the answer, if anything
   * @param fullPrecision whether the provider computed in float32
   */
  record Outcome(Optional<String> problem, boolean fullPrecision) {
    /** What the provider was seen to compute in, a clause. */
    String precision() {
      return fullPrecision
          ? Execution.FLOAT32
          : "below float32: TF32, float16 or bfloat16; scores differ from the CPU's";
    }
  }

  private SelfTest() {}

  /** Runs it on every device; the first problem ends it. */
  static Outcome run(Provider provider) {
    try {
      return onEveryDevice(provider);
    } catch (RunFailure e) {
      return new Outcome(Optional.of("it stopped: " + e.getMessage()), false);
    }
  }

  private static Outcome onEveryDevice(Provider provider) {
    boolean full = true;
    List<Integer> devices = provider.devices().isEmpty() ? List.of(0) : provider.devices();
    for (int device : devices) {
      Provider one = provider.on(device);
      Optional<String> problem = problem(answer(one, OneConvolution.image()));
      if (problem.isPresent()) {
        return new Outcome(problem.map(text -> text + " on " + one.description()), false);
      }
      full &= isFull(answer(one, fine(OneConvolution.image(), 1)));
    }
    return new Outcome(Optional.empty(), full);
  }

  private static float[] answer(Provider provider, float[] image) {
    try (ModelSession session =
            ModelSession.open(OneConvolution.model(), Path.of("").toAbsolutePath(), provider);
        Runner runner =
            session.runner(
                OneConvolution.INPUT,
                ImageLayout.NCHW,
                new ImageShape(1, 1, OneConvolution.SIDE, OneConvolution.SIDE),
                Map.of(OneConvolution.OUTPUT, OneConvolution.answerShape()))) {
      runner.setImage(0, image);
      runner.run();
      float[] answer = new float[OneConvolution.answer().length];
      runner.read(0, 0, answer.length, answer, 0);
      return answer;
    }
  }

  private static float[] fine(float[] values, float offset) {
    float[] fine = new float[values.length];
    for (int i = 0; i < fine.length; i++) {
      fine[i] = offset + values[i] * FINE_STEP;
    }
    return fine;
  }

  /** The convolution is linear: 1 + x·2⁻¹³ gives the weights' sum + answer·2⁻¹³, exactly. */
  static boolean isFull(float[] answer) {
    return Arrays.equals(answer, fine(OneConvolution.answer(), WEIGHT_SUM));
  }

  /** The numbers are small whole ones: every format that ONNX Runtime computes in holds them. */
  static Optional<String> problem(float[] answer) {
    return Arrays.equals(answer, OneConvolution.answer())
        ? Optional.empty()
        : Optional.of(
            "a convolution gives "
                + Arrays.toString(answer)
                + " instead of "
                + Arrays.toString(OneConvolution.answer()));
  }
}
