package dev.gimbal.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.result.AuditResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {
  static final String HOSTILE =
      "</script></title></style><img src=x onerror=alert(1)>\"'`--><!--\u202Etxt\u2028\u0000\uD800"
          + "<svg/onload=alert(2)>[[${7*7}]]__${T(java.lang.Runtime)}__";

  /** Places in the page, and a file that the page itself holds. */
  private static final String LINKS =
      "#[a-z]+(-[0-9]+)?|data:,|data:text/csv;charset=utf-8,[-A-Za-z0-9_.,/:()%\\[\\]]+";

  static String render(AuditResult result) throws IOException {
    StringWriter writer = new StringWriter();
    new HtmlReport().write(result, writer);
    return writer.toString();
  }

  static Stream<AuditResult> everyKind() {
    UnaryOperator<String> hostile = name -> name + HOSTILE;
    return Stream.of(
        Audits.lenet(),
        Audits.lenet(hostile),
        Audits.lenet(name -> name + "x".repeat(5000)),
        Audits.pictured(UnaryOperator.identity()),
        Audits.pictured(hostile),
        Networks.residual(66, 20, hostile),
        Audits.large(300, 40),
        Audits.large(3, 500),
        Audits.rotationsOnly(),
        Audits.allFailed());
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everyPageIsWellFormedAndInert(AuditResult result) throws Exception {
    Document page = parse(render(result));
    NodeList all = page.getElementsByTagName("*");
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertThat(element.getTagName()).isNotIn("iframe", "object", "image", "use", "base");
      if (element.getTagName().equals("img")) {
        assertThat(element.getAttribute("src")).matches("data:image/png;base64,[A-Za-z0-9+/]+=*");
        assertThat(element.hasAttribute("alt")).isTrue();
      }
      if (element.getTagName().equals("script") && !element.hasAttribute("type")) {
        assertThat(element.getTextContent()).isEqualTo(script());
      } else if (element.getTagName().equals("script")) {
        assertThat(element.getAttribute("type")).isEqualTo("application/json");
      }
      if (element.getTagName().equals("img")) {
        assertThat(element.getAttribute("src")).matches("data:image/png;base64,[A-Za-z0-9+/=]+");
      }
      for (int a = 0; a < element.getAttributes().getLength(); a++) {
        String name = element.getAttributes().item(a).getNodeName();
        assertThat(name).doesNotStartWith("on").isNotEqualTo("style");
        assertThat(name.equals("src") && !element.getTagName().equals("img")).isFalse();
      }
      if (element.hasAttribute("href")) {
        assertThat(element.getAttribute("href")).matches(LINKS);
      }
      if (element.hasAttribute("id")) {
        assertThat(ids.add(element.getAttribute("id"))).as(element.getAttribute("id")).isTrue();
      }
    }
    assertThat(everyReferenceResolves(all, ids)).isEmpty();
    assertThat(rowsThatDoNotFitTheirHeads(page)).isEmpty();
  }

  private static String script() {
    try (InputStream stream = HtmlReport.class.getResourceAsStream("/templates/report.js")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> rowsThatDoNotFitTheirHeads(Document page) {
    List<String> unfit = new ArrayList<>();
    NodeList tables = page.getElementsByTagName("table");
    for (int t = 0; t < tables.getLength(); t++) {
      NodeList rows = ((Element) tables.item(t)).getElementsByTagName("tr");
      int heads = ((Element) rows.item(0)).getElementsByTagName("th").getLength();
      for (int r = 1; r < rows.getLength(); r++) {
        Element row = (Element) rows.item(r);
        int cells =
            row.getElementsByTagName("td").getLength() + row.getElementsByTagName("th").getLength();
        if (cells != heads) {
          unfit.add(row.getTextContent());
        }
      }
    }
    return unfit;
  }

  @Test
  void picturesSayWhatChanged() throws Exception {
    String page = render(Audits.pictured(UnaryOperator.identity()));
    Document parsed = parse(page);
    assertThat(parsed.getElementsByTagName("img").getLength()).isEqualTo(2 + 4 + 3 + 2);
    assertThat(page)
        .contains("href=\"#pictures\"")
        .contains("three (3) becomes class 5.")
        .contains("A small translation that changes the answer. Labelled three (3).")
        .contains("not moved back: the layer&#39;s geometry is not known");
    Element first = (Element) parsed.getElementsByTagName("img").item(0);
    assertThat(first.getAttribute("width")).isEqualTo("168");
    assertThat(first.getAttribute("height")).isEqualTo("84");
    assertThat(render(Audits.lenet())).doesNotContain("<img", "#pictures");
  }

  private static List<String> everyReferenceResolves(NodeList all, Set<String> ids) {
    List<String> dangling = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      List<String> wanted = new ArrayList<>();
      if (element.getAttribute("href").startsWith("#")) {
        wanted.add(element.getAttribute("href").substring(1));
      }
      if (element.hasAttribute("aria-labelledby")) {
        wanted.addAll(List.of(element.getAttribute("aria-labelledby").split(" ")));
      }
      wanted.removeAll(ids);
      dangling.addAll(wanted);
    }
    return dangling;
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void everySummaryIsJsonWithOneEntryALayer(AuditResult result) throws Exception {
    Document page = parse(render(result));
    String json = page.getElementsByTagName("script").item(0).getTextContent();
    assertThat(json).doesNotContain("<", ">", "&", "\u2028");
    JsonNode tree = JsonMapper.shared().readTree(json);
    assertThat(tree.get("layers").get("name").size()).isEqualTo(result.layers().size());
    assertThat(tree.get("model").stringValue()).isEqualTo(result.model().file());
    for (JsonNode family : tree.get("scores")) {
      JsonNode invariance = family.get("invariance");
      assertThat(invariance.get("status").size()).isEqualTo(result.layers().size());
      for (int i = 0; i < result.layers().size(); i++) {
        boolean measured = invariance.get("status").get(i).stringValue().equals("measured");
        assertThat(invariance.get("mean").get(i).isNumber()).isEqualTo(measured);
      }
    }
  }

  @Test
  void thePolicyForbidsEverythingButTheStyleSheetAndScriptItHashes() throws Exception {
    Document page = parse(render(Audits.lenet()));
    String css = page.getElementsByTagName("style").item(0).getTextContent();
    byte[] hash = sha256(css);
    Element meta = (Element) page.getElementsByTagName("meta").item(1);
    assertThat(meta.getAttribute("http-equiv")).isEqualTo("Content-Security-Policy");
    assertThat(meta.getAttribute("content"))
        .isEqualTo(
            "default-src 'none'; style-src 'sha256-"
                + Base64.getEncoder().encodeToString(hash)
                + "'; script-src 'sha256-"
                + Base64.getEncoder().encodeToString(sha256(script()))
                + "'; img-src data:; base-uri 'none'; form-action 'none'");
    assertThat(css).doesNotContain("http", "@import");
  }

  private static byte[] sha256(String text) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theBannerSaysWhatSmallAndLargeMovesDo() throws IOException {
    String page = render(Audits.lenet());
    assertThat(page)
        .contains("Moves of up to 2 px leave the answer alone in 99\u202f% [93–100] of images")
        .contains("moves of 14 px change it in about two in three, 65\u202f% [61–72]")
        .contains("; under the worst, rotation 180.0°, in ")
        .contains("keep their answer")
        .contains("position dependence in layer logits: 0.450")
        .contains("MEASURED")
        .contains("9f2b5c1de0a4478391c6d5570f3be2ac9f2b5c1de0a4478391c6d5570f3be2ac")
        .contains("61\u202f706 parameters")
        .contains("gimbal audit samples/lenet-shifted/lenet.onnx --probes standard --seed 1")
        .doesNotContain("Indicative");
  }

  @Test
  void everyStateIsSaidWithItsReason() throws IOException {
    assertThat(render(Audits.lenet()))
        .contains("degenerate [")
        .contains("all outputs are constant")
        .contains("not applicable [")
        .contains("a vector has no positions")
        .contains("not on the layer's grid".replace("'", "&#39;"))
        .contains("only 5 classes")
        .contains("not a float")
        .contains("1.000 exact")
        .contains("≤ floor")
        .doesNotContain(">NaN", " NaN,", "NaN [");
    assertThat(render(Audits.allFailed()))
        .contains("No score could be measured")
        .contains("failed [1]")
        .contains("the layer gave NaN");
  }

  @Test
  void withoutClassesTheLastLayerSpeaks() throws IOException {
    assertThat(render(Audits.rotationsOnly()))
        .contains("On 100 drawn images, turns of 15° change the last layer, image, by ")
        .contains("Indicative: measured on drawn images")
        .contains("The preprocessing is a guess")
        .doesNotContain("id=\"sensitivity\"")
        .doesNotContain("id=\"phase\"");
  }

  @Test
  void anOutputThatScoredBadlyLooksBad() throws IOException {
    String page = render(Audits.lenet());
    Matcher lowest =
        Pattern.compile("Invariance of logits</bdi>.*?lowest value is ([−0-9.]+)").matcher(page);
    assertThat(lowest.find()).isTrue();
    assertThat(lowest.group(1)).startsWith("−0.3");
    assertThat(page).contains("class=\"q0\"").contains("&lt; 0");
  }

  @Test
  void hostileNamesStayText() throws IOException {
    String page = render(Audits.lenet(name -> name + HOSTILE));
    assertThat(page)
        .doesNotContain("<img", "<svg/onload", "\u202E", "\u2028", "\u0000")
        .contains("⟨U+202E⟩", "⟨U+2028⟩", "⟨U+0000⟩", "⟨U+D800⟩", "[[${7*7}]]");
  }

  @Test
  void localeDoesNotReachThePage() throws IOException {
    Locale before = Locale.getDefault();
    try {
      String english = render(Audits.lenet());
      Locale.setDefault(Locale.forLanguageTag("ar-EG"));
      assertThat(render(Audits.lenet())).isEqualTo(english);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void everyRunAndThreadWritesTheSameBytes() {
    AuditResult result = Networks.residual(66, 20);
    Set<String> pages =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(
                run -> {
                  try {
                    return render(result);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                })
            .collect(Collectors.toSet());
    assertThat(pages).hasSize(1);
    assertThat(pages.iterator().next()).contains("id=\"net-65\"");
  }

  @Test
  void aLargeAuditStaysUnderTwoMegabytes() throws IOException {
    assertThat(render(Audits.large(200, 100)).getBytes(StandardCharsets.UTF_8).length)
        .isLessThan(2_000_000);
    assertThat(render(Networks.residual(200, 100)).getBytes(StandardCharsets.UTF_8).length)
        .isLessThan(2_000_000);
  }

  private static Document parse(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
  }
}
