package dev.gimbal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.testing.FieldChecks;
import dev.gimbal.testing.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No feature of a third-party model moves without a change in its derived receptive field. */
@Tag("slow")
class SharedModelsFieldTest {
  private static final int SIDE = 224;
  private static final int PASSES = 64;

  @Test
  void derivedFieldsHoldOnThirdPartyModels() throws IOException {
    Path report = Files.createDirectories(Path.of("target", "fields")).resolve("models.txt");
    List<String> table = new ArrayList<>();
    table.add("model | maps | local | seen whole | nothing seen | s");
    List<String> wrong = new ArrayList<>();
    int maps = 0;
    for (Path file : SharedFolder.models("models")) {
      long begin = System.nanoTime();
      try {
        FieldChecks checks = FieldChecks.of(file, SIDE, PASSES);
        maps += checks.rows().size();
        checks.rows().stream()
            .filter(FieldCheck::contradicts)
            .map(row -> file.getFileName() + " " + name(checks, row) + ": " + row.contradiction())
            .forEach(wrong::add);
        table.add(row(file, checks.rows(), (System.nanoTime() - begin) / 1e9));
      } catch (InputException refused) {
        table.add(file.getFileName() + " | refused: " + refused.getMessage());
      }
      Files.write(report, table);
    }
    assertThat(wrong).isEmpty();
    assertThat(maps).isGreaterThan(300);
  }

  private static String name(FieldChecks checks, FieldCheck row) {
    return checks.layers().get(row.layer()).name();
  }

  private static String row(Path file, List<FieldCheck> rows, double seconds) {
    return String.format(
        Locale.ROOT,
        "%s | %d | %d | %d | %d | %.1f",
        file.getFileName(),
        rows.size(),
        rows.stream().filter(row -> !row.wholeFrame()).count(),
        rows.stream().filter(row -> row.seen().equals(row.derived())).count(),
        rows.stream().filter(row -> row.seen().stream().allMatch(List::isEmpty)).count(),
        seconds);
  }
}
