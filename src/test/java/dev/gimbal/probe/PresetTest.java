package dev.gimbal.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.geometry.AffineMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetTest {
  private static final List<PixelPeriod> PERIODS =
      List.of(1, 2, 4, 8, 16, 32).stream().map(p -> new PixelPeriod(p, p)).toList();

  @ParameterizedTest
  @CsvSource({"1,1", "2,3", "4,4", "28,28", "31,47", "224,224", "720,720", "1,100", "96,1280"})
  void probesAreUniqueUsefulAndStable(int height, int width) {
    for (Preset preset : Preset.values()) {
      List<Probe> probes = preset.probes(height, width, PERIODS);
      assertThat(preset.probes(height, width, PERIODS)).isEqualTo(probes);
      Set<String> ids = new HashSet<>();
      Set<AffineMap> maps = new HashSet<>();
      for (Probe probe : probes) {
        AffineMap map = probe.map(height, width);
        assertThat(ids.add(probe.id())).as(probe.id()).isTrue();
        assertThat(maps.add(map)).as(probe.id()).isTrue();
        assertThat(map).isNotEqualTo(AffineMap.IDENTITY);
        if (probe instanceof Translation shift) {
          assertThat(Math.abs(shift.dx())).isLessThanOrEqualTo(Math.max(1, width / 2));
          assertThat(Math.abs(shift.dy())).isLessThanOrEqualTo(Math.max(1, height / 2));
        }
        if (probe instanceof Rotation turn && turn.degrees() % 180 != 0) {
          assertThat(turn.degrees() % 90 != 0 || height == width).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"28,28", "32,32", "224,224", "640,640", "720,720", "96,1280"})
  void countsAreAboutWhatTheNamesPromise(int height, int width) {
    assertThat(Preset.QUICK.probes(height, width, PERIODS)).hasSizeBetween(20, 30);
    assertThat(Preset.STANDARD.probes(height, width, PERIODS)).hasSizeBetween(85, 125);
    assertThat(Preset.THOROUGH.probes(height, width, PERIODS)).hasSizeBetween(280, 440);
  }

  @Test
  void everyPeriodThatFitsIsOnTheList() {
    for (Preset preset : Preset.values()) {
      List<Probe> probes = preset.probes(224, 100, PERIODS);
      for (PixelPeriod period : PERIODS) {
        assertThat(probes).contains(new Translation(period.x(), 0));
        assertThat(probes).contains(new Translation(0, -period.y()));
      }
      assertThat(preset.probes(224, 224, List.of(new PixelPeriod(113, 113))))
          .doesNotContain(new Translation(113, 0));
    }
    assertThat(Preset.STANDARD.probes(224, 224, PERIODS))
        .contains(new Translation(-64, 0), new Translation(0, 64));
  }

  @Test
  void thereAreNeighboursOnePixelApart() {
    for (Preset preset : Preset.values()) {
      List<Probe> probes = preset.probes(28, 28, List.of());
      assertThat(probes).contains(new Translation(1, 0), new Translation(1, 1));
    }
  }
}
