package dev.gimbal.cli;

import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.runtime.ImageShape;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.Runner;
import dev.gimbal.weave.OneConvolution;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Runs a network whose answer was worked out by hand. */
final class SelfTest {
  static final String DESCRIPTION = "a convolution gives the answer worked out by hand";

  private SelfTest() {}

  /** What is wrong, if anything. */
  static Optional<String> run(Provider provider) {
    try (ModelSession session =
            ModelSession.open(OneConvolution.model(), Path.of("").toAbsolutePath(), provider);
        Runner runner =
            session.runner(
                OneConvolution.INPUT,
                ImageLayout.NCHW,
                new ImageShape(1, 1, OneConvolution.SIDE, OneConvolution.SIDE),
                Map.of(OneConvolution.OUTPUT, OneConvolution.answerShape()))) {
      runner.setImage(0, OneConvolution.image());
      runner.run();
      float[] answer = new float[OneConvolution.answer().length];
      runner.read(0, 0, answer.length, answer, 0);
      return problem(answer);
    }
  }

  /** The numbers are small whole ones: every format that ONNX Runtime computes in holds them. */
  static Optional<String> problem(float[] answer) {
    return Arrays.equals(answer, OneConvolution.answer())
        ? Optional.empty()
        : Optional.of(
            "wrong: a convolution gives "
                + Arrays.toString(answer)
                + " instead of "
                + Arrays.toString(OneConvolution.answer()));
  }
}
