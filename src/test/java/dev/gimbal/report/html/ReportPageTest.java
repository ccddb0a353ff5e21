package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Opens reports in the system's Chromium; skipped, with a message, where there is none. */
@Tag("page")
class ReportPageTest {
  @TempDir static Path folder;

  @BeforeAll
  static void openBrowser() {
    Chromium.open();
  }

  @AfterAll
  static void closeBrowser() {
    Chromium.close();
  }

  private static Path write(AuditResult result) throws IOException {
    return Chromium.write(folder, result);
  }

  private static AuditResult hostile() {
    return Audits.lenet(name -> name + HtmlReportTest.HOSTILE);
  }

  private static void visit(Path file, Browser.NewContextOptions options, Consumer<Page> check) {
    Chromium.visit(file, options, check);
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void axeFindsNothing(ColorScheme scheme) throws IOException {
    Path file = write(Audits.lenet());
    assertThat(Chromium.violations(file, scheme)).isEmpty();
  }

  @Test
  void hostileNamesRunNothingAndAskForNothing() throws IOException {
    visit(
        write(hostile()),
        new Browser.NewContextOptions(),
        page -> {
          assertThat(page.locator("img").count()).isZero();
          assertThat(page.title()).contains("<img src=x onerror=alert(1)>");
          Object json =
              page.evaluate("JSON.parse(document.getElementById('gimbal-summary').text).model");
          // The lone surrogate at the end does not survive the test's own connection.
          assertThat(json.toString()).startsWith("lenet.onnx</script></title></style><img");
        });
  }

  @Test
  void theStyleSheetIsAppliedUnderThePolicy() throws IOException {
    visit(
        write(Audits.lenet()),
        new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK),
        page ->
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
                .isEqualTo("rgb(20, 23, 26)"));
  }

  @Test
  void everythingIsThereWithoutScript() throws IOException {
    visit(
        write(Audits.lenet()),
        new Browser.NewContextOptions().setJavaScriptEnabled(false),
        page -> {
          assertThat(page.locator("h1").textContent()).contains("Moves of up to 2 px");
          assertThat(page.locator("svg[role=img]").count()).isGreaterThan(8);
          assertThat(page.locator("#layers tbody tr").count()).isEqualTo(9);
          page.locator("#depth summary").first().press("Enter");
          assertThat(page.locator("#depth table").first().isVisible()).isTrue();
        });
  }

  @Test
  void aNarrowScreenNeverScrollsSideways() throws IOException {
    for (AuditResult result :
        List.of(
            Audits.lenet(),
            hostile(),
            Audits.pictured(name -> name + HtmlReportTest.HOSTILE),
            Audits.large(60, 40))) {
      visit(
          write(result),
          new Browser.NewContextOptions().setViewportSize(390, 844),
          page -> {
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(390);
          });
    }
  }
}
