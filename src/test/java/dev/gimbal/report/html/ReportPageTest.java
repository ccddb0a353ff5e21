package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run");

  @TempDir static Path folder;
  private static Playwright playwright;
  private static Browser browser;

  @BeforeAll
  static void openBrowser() {
    Optional<Path> chromium = program("chromium").or(() -> program("chromium-browser"));
    Optional<Path> node = program("node");
    assumeTrue(chromium.isPresent(), "page tests skipped: no chromium on the PATH");
    assumeTrue(node.isPresent(), "page tests skipped: no node on the PATH");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1",
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.get().toString())));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions().setExecutablePath(chromium.get()).setArgs(FLAGS));
  }

  @AfterAll
  static void closeBrowser() {
    if (playwright != null) {
      playwright.close();
    }
  }

  private static Optional<Path> program(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(entry -> Path.of(entry, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path write(AuditResult result) throws IOException {
    Path file = Files.createTempFile(folder, "report", ".html");
    try (OutputStream stream = Files.newOutputStream(file)) {
      new HtmlReport().write(result, stream);
    }
    return file;
  }

  private static AuditResult hostile() {
    return Audits.lenet(name -> name + HtmlReportTest.HOSTILE);
  }

  /** Opens a file, runs a check, and expects no request, dialog, error or console message. */
  private static void visit(
      Path file, Browser.NewContextOptions options, java.util.function.Consumer<Page> check) {
    try (BrowserContext context = browser.newContext(options)) {
      Page page = context.newPage();
      List<String> noise = new ArrayList<>();
      page.onRequest(
          request -> {
            if (!request.url().equals(file.toUri().toString()) && !request.url().equals("data:,")) {
              noise.add("request " + request.url());
            }
          });
      page.onConsoleMessage(message -> noise.add("console " + message.text()));
      page.onPageError(error -> noise.add("error " + error));
      page.onDialog(
          dialog -> {
            noise.add("dialog " + dialog.message());
            dialog.dismiss();
          });
      page.navigate(file.toUri().toString());
      check.accept(page);
      assertThat(noise).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void axeFindsNothingSerious(ColorScheme scheme) throws IOException {
    Path file = write(Audits.lenet());
    // Axe is a script of the test, which the page's own policy would keep out.
    Browser.NewContextOptions options =
        new Browser.NewContextOptions().setColorScheme(scheme).setBypassCSP(true);
    try (BrowserContext context = browser.newContext(options)) {
      Page page = context.newPage();
      page.navigate(file.toUri().toString());
      page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
      List<String> serious =
          new AxeBuilder(page)
              .analyze().getViolations().stream()
                  .filter(v -> List.of("serious", "critical").contains(v.getImpact()))
                  .map(v -> v.getId() + ": " + v.getNodes().get(0).getHtml())
                  .toList();
      assertThat(serious).isEmpty();
    }
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
          assertThat(page.locator("h1").textContent()).contains("Moved by 1 px");
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
