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
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The system's Chromium; tests are skipped, with a message, where there is none. */
final class Chromium {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run");

  private static @Nullable Playwright playwright;
  private static @Nullable Browser browser;

  private Chromium() {}

  static void open() {
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

  static void close() {
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

  /** A report of a result, in a file of its own. */
  static Path write(Path folder, AuditResult result) throws IOException {
    Path file = Files.createTempFile(folder, "report", ".html");
    try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
      new HtmlReport().write(result, stream);
    }
    return file;
  }

  static void visit(Path file, Browser.NewContextOptions options, Consumer<Page> check) {
    visit(file, "", options, check);
  }

  /** Opens a file, runs a check, and expects no request, dialog, error or console message. */
  static void visit(
      Path file, String fragment, Browser.NewContextOptions options, Consumer<Page> check) {
    try (BrowserContext context = Objects.requireNonNull(browser).newContext(options)) {
      Page page = context.newPage();
      List<String> noise = new ArrayList<>();
      String address = file.toUri().toString();
      page.onRequest(
          request -> {
            // A picture that is part of the page asks nobody.
            if (!request.url().equals(address) && !request.url().startsWith("data:")) {
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
      page.navigate(address + fragment);
      check.accept(page);
      assertThat(noise).isEmpty();
    }
  }

  /** What axe objects to, everything unfolded. */
  static List<String> violations(Path file, ColorScheme scheme) {
    // Axe is a script of the test, which the page's own policy would keep out.
    Browser.NewContextOptions options =
        new Browser.NewContextOptions().setColorScheme(scheme).setBypassCSP(true);
    try (BrowserContext context = Objects.requireNonNull(browser).newContext(options)) {
      Page page = context.newPage();
      page.navigate(file.toUri().toString());
      page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
      return new AxeBuilder(page)
          .analyze().getViolations().stream()
              .map(v -> v.getId() + ": " + v.getNodes().get(0).getHtml())
              .toList();
    }
  }
}
