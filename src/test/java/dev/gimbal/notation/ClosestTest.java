package dev.gimbal.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClosestTest {
  @ParameterizedTest
  @CsvSource({"abc, abc, 0", "abc, abd, 1", "abc, acb, 1", "abc, '', 3", "kitten, sitting, 3"})
  void editsCountSlipsOfTheFinger(String a, String b, int expected) {
    assertThat(Closest.edits(a, b)).isEqualTo(expected);
    assertThat(Closest.edits(b, a)).isEqualTo(expected);
  }

  @Test
  void onlyANearNameIsSuggested() {
    List<String> known = List.of("audit", "inspect");
    assertThat(Closest.near("udit", known)).contains("audit");
    assertThat(Closest.near("banana", known)).isEmpty();
  }
}
