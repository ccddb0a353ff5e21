package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verdict, findings and charts as a browser shows them. */
@Tag("page")
class ChartsPageTest {
  @TempDir static Path folder;
  private static Path page;

  @BeforeAll
  static void openBrowser() throws IOException {
    Chromium.open();
    page = Chromium.write(folder, Audits.lenet());
  }

  @AfterAll
  static void closeBrowser() {
    Chromium.close();
  }

  private static Browser.NewContextOptions screen() {
    return new Browser.NewContextOptions().setViewportSize(1280, 900);
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void axeFindsNothing(ColorScheme scheme) {
    assertThat(Chromium.violations(page, scheme)).isEmpty();
  }

  @Test
  void everyFamilyHasTheChartOfItsOwnShape() {
    Chromium.visit(
        page,
        screen(),
        view -> {
          assertThat(view.locator("#curves circle.polar-rim").count()).isEqualTo(1);
          assertThat(view.locator("#curves rect.frame").count()).isEqualTo(9);
          assertThat(view.locator("#curves path.comb").count()).isPositive();
          assertThat(view.locator("#curves h3").first().textContent())
              .isEqualTo("Translations by size");
          assertThat(view.locator("#depth rect.step-label").count()).isPositive();
          assertThat(view.locator("#depth").textContent()).contains("map → vector");
        });
  }

  @Test
  void everyChartHasWordsAndTheTableBehindIt() {
    Chromium.visit(
        page,
        screen(),
        view -> {
          Object bare =
              view.evaluate(
                  "[...document.querySelectorAll('#sensitivity figure, #curves figure, #depth"
                      + " figure, #phase figure')].filter(f => {"
                      + "const svg = f.querySelector('svg');"
                      + "const named = svg.getAttribute('aria-labelledby').split(' ').every(id =>"
                      + " document.getElementById(id).textContent.length > 8);"
                      + "return !named || f.querySelectorAll('tbody tr').length < 1"
                      + " || f.querySelector('figcaption').textContent.length < 20;"
                      + "}).length");
          assertThat(bare).isEqualTo(0);
          assertThat(view.locator("#curves figure").count()).isGreaterThan(8);
        });
  }

  /** A label that leaves its picture would be cut off, on the screen and on paper. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noTextLeavesItsChart(boolean print) {
    Chromium.visit(
        page,
        screen(),
        view -> {
          if (print) {
            view.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
          }
          assertThat(outside(view)).isEmpty();
        });
  }

  private static List<?> outside(Page view) {
    return (List<?>)
        view.evaluate(
            "[...document.querySelectorAll('#sensitivity svg, #curves svg, #depth svg, #phase"
                + " svg')].flatMap(svg => {const box = svg.getBoundingClientRect();"
                + "return [...svg.querySelectorAll('text')].filter(t => {"
                + "const b = t.getBoundingClientRect();"
                + "return b.width > 0 && (b.left < box.left - 1 || b.right > box.right + 1"
                + " || b.top < box.top - 1 || b.bottom > box.bottom + 1);})"
                + ".map(t => svg.querySelector('title').textContent + ': ' + t.textContent)})");
  }

  @Test
  void aFindingLeadsToItsChartAndItsLayer() {
    Chromium.visit(
        page,
        screen(),
        view -> {
          view.locator("#findings a[href='#layer-5']").first().click();
          assertThat(view.url()).endsWith("#layer-5");
          assertThat(view.locator("#layer-5").textContent()).contains("/fc1/Relu_output_0");
          view.locator("#findings a[href='#phase']").first().click();
          assertThat(view.locator("#phase").isVisible()).isTrue();
        });
  }

  @Test
  void everyGlossaryLinkLeadsSomewhere() {
    Chromium.visit(
        page,
        screen(),
        view -> {
          Object lost =
              view.evaluate(
                  "[...document.querySelectorAll('#method a')].filter(a =>"
                      + " !document.querySelector(a.getAttribute('href'))).length");
          assertThat(lost).isEqualTo(0);
          assertThat(view.locator("#method dl a").count()).isGreaterThan(15);
          assertThat(view.locator("#sources + ul li").count()).isEqualTo(5);
        });
  }
}
