package dev.gimbal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.Interval;
import dev.gimbal.result.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 100",
    "0.9996, > 99.9",
    "0.9951, 99.5",
    "0.974, 97",
    "0.005, 0.5",
    "0.0004, < 0.1"
  })
  void onlyAllIsAHundredAndOnlyNoneIsZero(double share, String text) {
    assertThat(Shares.percent(share)).isEqualTo(text + "\u202f%");
  }

  @ParameterizedTest
  @CsvSource({
    "0.951, 0.984, [95–99]",
    "0.95, 0.98, [95–98]",
    "0.9712, 0.99991, [97–100]",
    "0, 0.0182, [0–2]",
    "0.0018, 0.0545, [0.1–6]"
  })
  void anIntervalIsNeverNarrowed(double lo, double hi, String text) {
    assertThat(Shares.interval(new Interval(lo, hi))).isEqualTo(text);
  }

  @Test
  void theRestTurnsTheIntervalRound() {
    Summary.Mean mean = (Summary.Mean) Summary.of(List.of(Outcome.measured(0.66, 0.58, 0.73, 100)));
    assertThat(Shares.measured(mean)).isEqualTo("66\u202f% [58–73]");
    assertThat(Shares.rest(mean)).isEqualTo("34\u202f% [27–42]");
  }

  @Test
  void aLossBelowZeroIsNone() {
    Summary.Mean mean = (Summary.Mean) Summary.of(List.of(Outcome.measured(1.001, 0.99, 1.002, 9)));
    assertThat(Shares.rest(mean)).isEqualTo("0\u202f% [0–1]");
  }

  @ParameterizedTest
  @CsvSource({
    "0, none",
    "0.02, hardly any",
    "0.06, about one in twenty",
    "0.34, about one in three",
    "0.48, about half",
    "0.65, about two in three",
    "0.93, about nine in ten",
    "0.97, almost all",
    "1, all"
  })
  void sharesReadAsPeopleSayThem(double share, String words) {
    assertThat(Shares.inWords(share)).isEqualTo(words);
  }
}
