package dev.gimbal.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gimbal.fault.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
  private static YamlSection read(String yaml) {
    return YamlReader.read(Path.of("a.yaml"), yaml.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aliasesAreRefusedWithTheirLine() {
    assertThatThrownBy(() -> read("a: &x 1\nb: 2\nc: *x\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.yaml: line 3: *x is an alias");
    assertThatThrownBy(() -> read("a: &x {k: 1}\nb: {<<: *x}\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("alias");
    assertThatThrownBy(() -> read("a: &x [1]\nb: [*x, *x]\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("alias");
  }

  @Test
  void aValueThatOnlyLooksLikeAnAliasIsText() {
    assertThat(read("a: \"*x\"\n").text("a")).contains("*x");
  }

  @Test
  void tabsDoubleKeysAndOpenBracketsNameTheLine() {
    assertThatThrownBy(() -> read("a: 1\n\tb: 2\n")).hasMessageContaining("line 2");
    assertThatThrownBy(() -> read("a: 1\nb: 2\na: 3\n"))
        .hasMessageContaining("line 3")
        .hasMessageContaining("second time");
    assertThatThrownBy(() -> read("a: [1, 2\n")).hasMessageContaining("not valid YAML");
  }
}
