package dev.gimbal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.geometry.Alignment;
import dev.gimbal.geometry.AxisGeometry;
import dev.gimbal.geometry.IndexRange;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.geometry.Motion;
import dev.gimbal.geometry.Rational;
import dev.gimbal.geometry.ShiftAlignment;
import dev.gimbal.geometry.WarpAlignment;
import dev.gimbal.probe.Anchor;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Rotation;
import dev.gimbal.score.FusedScorer;
import dev.gimbal.score.LayerSums;
import dev.gimbal.score.MapShape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pictures show moved back differs from the reference by exactly the loss that is scored. */
final class MovedBackTest {
  private static final int HEIGHT = 9;
  private static final int WIDTH = 13;
  private static final int JUMP = 2;

  static List<Motion> motions() {
    return List.of(
        new Motion.Shift(2, -4, false),
        new Motion.Shift(1, 3, false),
        new Motion.Shift(-5, 0, true),
        new Motion.Warp(new Rotation(15).map(HEIGHT * JUMP, WIDTH * JUMP)),
        new Motion.Warp(new Rotation(180).map(HEIGHT * JUMP, WIDTH * JUMP)),
        new Motion.Warp(new Crop(0.8, Anchor.TOP_LEFT).map(HEIGHT * JUMP, WIDTH * JUMP)));
  }

  private static AxisGeometry axis(int size) {
    IndexRange all = IndexRange.all(size);
    Rational jump = Rational.of(JUMP);
    Rational start = Rational.HALF;
    return new AxisGeometry(size, jump, start, start, jump, all, all, Rational.ZERO, Rational.ONE);
  }

  @ParameterizedTest
  @MethodSource("motions")
  void theDifferenceIsTheLossThatIsScored(Motion motion) {
    LayerGeometry geometry =
        new LayerGeometry(axis(HEIGHT), axis(WIDTH), HEIGHT * JUMP, WIDTH * JUMP);
    Alignment alignment = Alignment.of(geometry, motion);
    Random random = new Random(5);
    float[] reference = new float[2 * HEIGHT * WIDTH];
    float[] probed = new float[reference.length];
    for (int i = 0; i < probed.length; i++) {
      reference[i] = (float) random.nextGaussian();
      probed[i] = (float) random.nextGaussian();
    }
    MapShape shape = MapShape.planes(2, HEIGHT, WIDTH);
    LayerSums sums = new LayerSums(2);
    if (alignment instanceof ShiftAlignment shift) {
      new FusedScorer().shifted(shape, reference, copy(probed), shift, sums);
    } else {
      new FusedScorer().warped(shape, reference, copy(probed), (WarpAlignment) alignment, sums);
    }
    for (int channel = 0; channel < 2; channel++) {
      int from = channel * HEIGHT * WIDTH;
      float[] moved = new MovedBack(HEIGHT, WIDTH, alignment).plane(probed, from);
      double loss = 0;
      int visible = 0;
      for (int cell = 0; cell < moved.length; cell++) {
        if (!Float.isNaN(moved[cell])) {
          double difference = (double) moved[cell] - reference[from + cell];
          loss += difference * difference;
          visible++;
        }
      }
      assertThat(visible).isEqualTo(alignment.visibleCells()).isPositive();
      assertThat(loss).isEqualTo(sums.clean(channel) + sums.unclean(channel), within(1e-4 * loss));
    }
  }

  private static dev.gimbal.score.LayerValues copy(float[] values) {
    return (from, count, target) -> System.arraycopy(values, from, target, 0, count);
  }
}
