package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private Console console(boolean terminal) {
    return new Console(err, err, terminal, terminal);
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @AfterEach
  void forgetTerminal() {
    System.clearProperty(Console.TERMINAL_PROPERTY);
  }

  @Test
  void withoutATerminalThereIsALinePerTenPercent() {
    try (Progress progress = Progress.start(console(false), false, "Measuring", 1000)) {
      for (int i = 0; i < 1000; i++) {
        progress.step(1);
      }
    }
    assertThat(text().lines()).hasSize(10).allMatch(line -> line.startsWith("Measuring: "));
    assertThat(text()).contains("Measuring: 10 %").contains("Measuring: 100 %");
    assertThat(text()).doesNotContain("\r");
  }

  @Test
  void onATerminalOneLineIsRedrawnAtMostTenTimesASecond() {
    AtomicLong nanos = new AtomicLong();
    try (Progress progress = Progress.start(console(true), false, "Measuring", 100, nanos::get)) {
      for (int i = 0; i < 100; i++) {
        nanos.addAndGet(10_000_000L);
        progress.step(1);
      }
    }
    long draws = text().chars().filter(c -> c == '\r').count();
    assertThat(draws).isBetween(10L, 12L);
    assertThat(text().chars().filter(c -> c == '\n').count()).isEqualTo(1);
    assertThat(text()).contains("100 % (1.0 s)").contains("[" + "#".repeat(30) + "]");
  }

  @Test
  void quietPrintsNothing() {
    for (boolean terminal : new boolean[] {true, false}) {
      try (Progress progress = Progress.start(console(terminal), true, "Measuring", 2)) {
        progress.step(2);
      }
    }
    assertThat(text()).isEmpty();
  }

  @Test
  void manyThreadsLoseNoStep() throws InterruptedException {
    try (Progress progress = Progress.start(console(false), false, "Measuring", 8000)) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        Thread thread =
            new Thread(
                () -> {
                  for (int i = 0; i < 1000; i++) {
                    progress.step(1);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(text().lines()).hasSize(10);
    assertThat(text()).contains("100 %");
  }

  @Test
  void ciAndNoColorAreHonoured() {
    System.setProperty(Console.TERMINAL_PROPERTY, "true");
    assertThat(Console.of(err, err, Map.of()).errIsTerminal()).isTrue();
    assertThat(Console.of(err, err, Map.of()).colour()).isTrue();
    assertThat(Console.of(err, err, Map.of("NO_COLOR", "1")).colour()).isFalse();
    assertThat(Console.of(err, err, Map.of("CI", "true")).errIsTerminal()).isFalse();
    assertThat(Console.of(err, err, Map.of("CI", "false")).errIsTerminal()).isTrue();
  }
}
