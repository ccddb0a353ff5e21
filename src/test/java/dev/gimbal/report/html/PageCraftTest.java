package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The layer table, the drawn network, paper, keyboard and narrow screens, in Chromium. */
@Tag("page")
class PageCraftTest {
  private static final int LAYERS = 66;

  @TempDir static Path folder;
  private static Path page;

  @BeforeAll
  static void openBrowser() throws IOException {
    Chromium.open();
    page = Chromium.write(folder, Networks.residual(LAYERS, 20));
  }

  @AfterAll
  static void closeBrowser() {
    Chromium.close();
  }

  private static Browser.NewContextOptions screen() {
    return new Browser.NewContextOptions().setViewportSize(1280, 900);
  }

  private static List<String> shownRows(Page page) {
    return page.locator("#layer-table tbody tr").evaluateAll("rows => rows.map(r => r.id)")
            instanceof List<?> ids
        ? ids.stream().map(String::valueOf).toList()
        : List.of();
  }

  @Test
  void theFilterKeepsRowsWithEveryWord() {
    Chromium.visit(
        page,
        screen(),
        p -> {
          p.keyboard().press("/");
          p.keyboard().type("ADD layer1.");
          assertThat(shownRows(p)).containsExactly("layer-16", "layer-20", "layer-24", "layer-28");
          assertThat(p.locator("#layer-count").textContent()).isEqualTo("4 of 66 layers");
          p.locator("#layer-words").fill("no such layer");
          assertThat(shownRows(p)).isEmpty();
          p.locator("#layer-words").fill("");
          assertThat(shownRows(p)).hasSize(LAYERS);
        });
  }

  @Test
  void headsSortByNumberAndBackAgain() {
    Chromium.visit(
        page,
        screen(),
        p -> {
          Locator head = p.locator("#layer-table thead th:has-text('invariance')").first();
          head.locator("button").click();
          assertThat(head.getAttribute("aria-sort")).isEqualTo("ascending");
          List<Double> up = column(p, 3);
          assertThat(up).hasSize(LAYERS).isSorted();
          assertThat(up.get(0)).isLessThan(up.get(LAYERS - 1) - 0.1);
          head.locator("button").press("Enter");
          assertThat(head.getAttribute("aria-sort")).isEqualTo("descending");
          assertThat(column(p, 3)).isSortedAccordingTo((a, b) -> Double.compare(b, a));
          p.locator("#layer-table thead button").nth(1).click();
          assertThat(shownRows(p)).startsWith("layer-0", "layer-1", "layer-2", "layer-3");
          assertThat(shownRows(p).get(10)).isEqualTo("layer-10");
        });
  }

  private static List<Double> column(Page page, int column) {
    List<Double> values = new ArrayList<>();
    for (String text :
        page.locator("#layer-table tbody tr td:nth-child(" + (column + 1) + ")")
            .allTextContents()) {
      values.add(Double.parseDouble(text.split(" ")[0].replace('−', '-')));
    }
    return values;
  }

  @Test
  void aDeepLinkMarksItsRowAndOpensItsChannels() {
    Chromium.visit(
        page,
        "#layer-12",
        screen(),
        p -> {
          assertThat(p.locator("tr.chosen").getAttribute("id")).isEqualTo("layer-12");
          assertThat(p.locator("#layer-12").boundingBox().y).isBetween(0.0, 880.0);
          assertThat(p.locator("#channels-12 img").first().isVisible()).isTrue();
          assertThat(p.locator("#channels-13 img").first().isVisible()).isFalse();
          assertThat(p.locator("#channels-12").textContent())
              .contains("lowest 0.213", "median", "1 without a score");
        });
  }

  @Test
  void aDrawnLayerLeadsToItsRow() {
    Chromium.visit(
        page,
        screen(),
        p -> {
          assertThat(p.locator("#network .net").first().locator("a").count())
              .isLessThan(LAYERS / 2);
          p.locator("#network a[href='#net-1']").first().press("Enter");
          assertThat(p.locator("#net-1").isVisible()).isTrue();
          p.locator("#net-7").click();
          assertThat(p.locator("tr.chosen").getAttribute("id")).isEqualTo("layer-7");
        });
  }

  @Test
  void theTableAndTheSummaryCanBeSaved() {
    Chromium.visit(
        page,
        screen(),
        p -> {
          String csv = saved(p.waitForDownload(() -> p.locator("a[download]").click()));
          assertThat(csv.lines()).hasSize(LAYERS + 1);
          assertThat(csv).startsWith("layer,name,op,kind,shape,ancestry,family,invariance_status");
          assertThat(csv.lines().skip(5).findFirst().orElseThrow())
              .startsWith("4,/layer0/layer0.1/Add_output_0,Add+Relu,map,1x64x56x56,local,");
          String json = saved(p.waitForDownload(() -> p.locator("#save-json").click()));
          assertThat(json).startsWith("{\"summaryVersion\"");
        });
  }

  private static String saved(Download download) {
    try {
      Path file = folder.resolve(download.suggestedFilename());
      download.saveAs(file);
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void withoutScriptTheTableTheDrawingAndTheLinksStay() {
    Chromium.visit(
        page,
        "#channels-12",
        screen().setJavaScriptEnabled(false),
        p -> {
          assertThat(p.locator("#layer-table tbody tr").count()).isEqualTo(LAYERS);
          assertThat(p.locator("#layer-filter").isVisible()).isFalse();
          assertThat(p.locator("#save-json").isVisible()).isFalse();
          assertThat(p.locator("#channels-12 img").first().isVisible()).isTrue();
          p.locator("#network summary").press("Enter");
          assertThat(p.locator("#net-65").isVisible()).isTrue();
          String csv = saved(p.waitForDownload(() -> p.locator("a[download]").press("Enter")));
          assertThat(csv.lines()).hasSize(LAYERS + 1);
        });
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void axeFindsNothing(ColorScheme scheme) {
    assertThat(Chromium.violations(page, scheme)).isEmpty();
  }

  @Test
  void everyPartIsReachedWithTheKeyboard() {
    Chromium.visit(
        page,
        screen(),
        p -> {
          List<String> reached = new ArrayList<>();
          for (int i = 0; i < 400; i++) {
            p.keyboard().press("Tab");
            reached.add(
                String.valueOf(
                    p.evaluate(
                        "(() => { const e = document.activeElement; return e === document.body ?"
                            + " 'end' : e.id || e.getAttribute('href') || e.tagName; })()")));
            if (reached.get(i).equals("end")) {
              break;
            }
          }
          assertThat(reached)
              .startsWith("#main")
              .contains("#layers", "#layer-0", "#net-1", "layer-words", "save-json", "end")
              .contains("#channels-65");
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390})
  void aNarrowScreenNeverScrollsSideways(int width) throws IOException {
    String rightToLeft = "\u05e9\u05db\u05d1\u05d4";
    List<AuditResult> results =
        List.of(
            Networks.residual(LAYERS, 20),
            Networks.residual(LAYERS, 20, name -> name + "x".repeat(400)),
            Networks.residual(LAYERS, 20, name -> rightToLeft + name + rightToLeft));
    for (AuditResult result : results) {
      Chromium.visit(
          Chromium.write(folder, result),
          new Browser.NewContextOptions().setViewportSize(width, 700),
          p -> {
            p.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)");
            assertThat(p.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
          });
    }
  }

  @Test
  void hostileNamesStayTextInTheDrawingAndTheTable() throws IOException {
    Path file = Chromium.write(folder, Networks.residual(30, 20, n -> n + HtmlReportTest.HOSTILE));
    Chromium.visit(
        file,
        "#layer-5",
        screen(),
        p -> {
          assertThat(p.locator("img:not(.strip)").count()).isZero();
          assertThat(p.locator("script").count()).isEqualTo(2);
          assertThat(p.locator("#net-5 title").textContent()).contains("<img src=x");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"A4", "Letter"})
  void onPaperNothingIsCut(String format) {
    Chromium.visit(
        page,
        new Browser.NewContextOptions().setViewportSize(format.equals("A4") ? 718 : 740, 1000),
        p -> {
          p.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
          Object cut =
              p.evaluate(
                  "[...document.querySelectorAll('main svg, main img')].filter(e => e.checkVisibility())"
                      + ".filter(e => { const r = e.getBoundingClientRect();"
                      + " return r.right > innerWidth + 1 || r.left < -1 || r.height > 1000; })"
                      + ".map(e => e.outerHTML.slice(0, 120))");
          assertThat((List<?>) cut).isEmpty();
          Object wide =
              p.evaluate(
                  "[...document.querySelectorAll('main table')].filter(e => e.checkVisibility())"
                      + ".filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
                      + ".map(e => e.textContent.slice(0, 120))");
          assertThat((List<?>) wide).isEmpty();
          byte[] pdf = p.pdf(new Page.PdfOptions().setFormat(format).setPrintBackground(true));
          assertThat(pages(pdf)).isBetween(4, 14);
        });
  }

  /** Pages of a PDF as Chromium writes it. */
  private static int pages(byte[] pdf) {
    Matcher page =
        Pattern.compile("/Type\\s*/Page\\b(?!s)")
            .matcher(new String(pdf, StandardCharsets.ISO_8859_1));
    int count = 0;
    while (page.find()) {
      count++;
    }
    return count;
  }

  /** Kept as artefacts, to be looked at: every section, light, dark, on paper, on a phone. */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark", "print", "phone"})
  void everySectionHasItsPicture(String kind) throws IOException {
    Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
    Browser.NewContextOptions options =
        new Browser.NewContextOptions()
            .setViewportSize(kind.equals("phone") ? 390 : kind.equals("print") ? 718 : 1200, 900)
            .setColorScheme(kind.equals("dark") ? ColorScheme.DARK : ColorScheme.LIGHT);
    Chromium.visit(
        Chromium.write(folder, Networks.residual(34, 50)),
        options,
        p -> {
          if (kind.equals("print")) {
            p.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
          }
          int sections = p.locator("main > section").count();
          assertThat(sections).isGreaterThan(6);
          for (int i = 0; i < sections; i++) {
            Locator section = p.locator("main > section").nth(i);
            String id = section.getAttribute("id");
            Path file = pictures.resolve(kind + "-" + (id == null ? "verdict" : id) + ".png");
            section.screenshot(new Locator.ScreenshotOptions().setPath(file));
            assertThat(file).isNotEmptyFile();
          }
        });
  }

  @Test
  void fiveThousandLayersStayUsable() throws IOException {
    Path file = Chromium.write(folder, Networks.residual(5000, 20));
    assertThat(Files.size(file)).isLessThan(8_000_000);
    Chromium.visit(
        file,
        "#layer-4321",
        screen(),
        p -> {
          assertThat(p.locator("tr.chosen").getAttribute("id")).isEqualTo("layer-4321");
          assertThat(shownRows(p).size()).isLessThan(500);
          p.locator("#layer-words").fill("layer312.");
          assertThat(shownRows(p)).hasSize(8).contains("layer-4992");
          p.locator("#layer-words").fill("");
          assertThat(p.locator("#layer-count").textContent())
              .isEqualTo("5000 of 5000 layers; rows 1 to 100 are shown");
          assertThat(p.locator("#network").textContent()).contains("too many to be drawn");
          p.locator("#layer-all").click();
          assertThat(shownRows(p)).hasSize(5000);
        });
  }
}
