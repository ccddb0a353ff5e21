package dev.gimbal.report.html;

import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/**
 * Renders a result as one self-contained page: no request of any kind, readable offline and without
 * script, in light and dark, on paper and on a phone.
 *
 * <p>The page is UTF-8 and also well-formed XML. Names in it are hostile text: escaped, and inert
 * under the page's content security policy. An instance may be used by several threads.
 */
public final class HtmlReport {
  /** Most results on one page. */
  public static final int MOST_RESULTS = ComparisonPage.most();

  private static final String FOLDER = "templates/";

  private final TemplateEngine engine = new TemplateEngine();
  private final String css;
  private final String script;
  private final String policy;

  public HtmlReport() {
    ClassLoader loader = HtmlReport.class.getClassLoader();
    ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver(loader);
    resolver.setPrefix(FOLDER);
    resolver.setSuffix(".html");
    resolver.setTemplateMode(TemplateMode.HTML);
    resolver.setCharacterEncoding(StandardCharsets.UTF_8.name());
    engine.setTemplateResolver(resolver);
    css = resource(FOLDER + "report.css");
    script = resource(FOLDER + "report.js");
    policy =
        "default-src 'none'; style-src 'sha256-"
            + sha256(css)
            + "'; script-src 'sha256-"
            + sha256(script)
            + "'; img-src data:; base-uri 'none'; form-action 'none'";
  }

  /** Writes the page; leaves the writer open. */
  public void write(AuditResult result, Writer writer) throws IOException {
    PageView view = new ReportPage(result).view(css, script, policy);
    engine.process("report", new Context(Locale.ROOT, Map.of("page", view)), writer);
    writer.flush();
  }

  /**
   * Writes several results side by side as UTF-8; leaves the stream open.
   *
   * @param results two to {@link #MOST_RESULTS}
   * @param comparison of the two, where they can be compared
   */
  public void write(List<AuditResult> results, Optional<Comparison> comparison, OutputStream stream)
      throws IOException {
    Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
    ComparisonView view = new ComparisonPage(results, comparison).view(css, policy);
    engine.process("comparison", new Context(Locale.ROOT, Map.of("page", view)), writer);
    writer.flush();
  }

  /** Writes the page as UTF-8; leaves the stream open. */
  public void write(AuditResult result, OutputStream stream) throws IOException {
    write(result, new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }

  private static String resource(String name) {
    try (InputStream stream = HtmlReport.class.getClassLoader().getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("missing on the class path: " + name);
      }
      // Browsers hash the element's text after line ends are normalised.
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new IllegalStateException("unreadable on the class path: " + name, e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
