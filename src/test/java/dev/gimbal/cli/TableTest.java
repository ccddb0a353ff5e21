package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCellAndLinesHaveNoTrailingBlanks() {
    Table table = Table.withHeader("layer", "op");
    table.row("conv1", "Conv+Relu");
    table.row("a-longer-name", "");
    assertThat(table.text())
        .isEqualToNormalizingNewlines(
            """
            layer          op
            -------------  ---------
            conv1          Conv+Relu
            a-longer-name
            """);
  }

  @Test
  void hostileCellsCannotBreakTheTable() {
    Table table = Table.plain();
    table.row("a\nb\u001b[31m", "x");
    assertThat(table.text().lines()).hasSize(1);
    assertThat(table.text()).doesNotContain("\u001b");
  }

  @Test
  void widthCountsCharactersNotUtf16Units() {
    Table table = Table.plain();
    table.row("\uD83D\uDE00", "x");
    table.row("ab", "y");
    assertThat(table.text().lines().map(line -> line.codePointCount(0, line.length())))
        .containsExactly(5, 5);
  }
}
