package dev.gimbal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookScheduleTest {
  @Test
  void looksComeAfterThirtyImagesAndThenASeventhMoreEach() {
    assertThat(IntStream.rangeClosed(1, 110).filter(LookSchedule::isLook))
        .containsExactly(30, 34, 38, 43, 49, 56, 64, 73, 83, 94, 107);
  }

  /** Few enough that each may cost as much as a few images. */
  @Test
  void tenThousandImagesAreLookedAtFewTimes() {
    assertThat(IntStream.range(1, 10_000).filter(LookSchedule::isLook).count()).isBetween(30L, 50L);
  }
}
