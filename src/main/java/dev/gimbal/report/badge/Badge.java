package dev.gimbal.report.badge;

import dev.gimbal.report.gate.GateText;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.unbescape.xml.XmlEscape;

/**
 * A gate's verdict as an SVG picture of one line. It loads nothing: neither font, script nor link,
 * and its text is as wide as it says whatever font a reader has.
 */
public final class Badge {
  private static final int HEIGHT = 20;
  private static final int LETTER = 7;
  private static final int MARGIN = 6;
  private static final String LABEL = "gimbal";

  private Badge() {}

  /** Writes UTF-8; the stream stays open. */
  public static void write(AuditResult result, OutputStream stream) throws IOException {
    stream.write(svg(result).getBytes(StandardCharsets.UTF_8));
  }

  private static String svg(AuditResult result) {
    GateResult gate = result.gate().orElseThrow();
    GateText text = new GateText(result);
    String value = value(gate);
    int left = LABEL.length() * LETTER + 2 * MARGIN;
    int right = value.length() * LETTER + 2 * MARGIN;
    String title = XmlEscape.escapeXml10(text.headline() + ", " + text.counts());
    return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img" aria-labelledby="t">
        <title id="t">%3$s</title>
        <path fill="#444444" d="M0 0h%4$dv%2$dH0z"/>
        <path fill="%5$s" d="M%4$d 0h%6$dv%2$dH%4$dz"/>
        <g fill="#ffffff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
        %7$s%8$s</g>
        </svg>
        """
        .formatted(
            left + right,
            HEIGHT,
            title,
            left,
            colour(gate.verdict()),
            right,
            text(LABEL, MARGIN),
            text(value, left + MARGIN));
  }

  /** Verdict, and how many rules do not pass. */
  private static String value(GateResult gate) {
    long open =
        gate.rules().stream()
            .filter(r -> r.verdict() != Verdict.PASS && r.verdict() != Verdict.SKIPPED)
            .count();
    String verdict = gate.verdict().name().toLowerCase(Locale.ROOT);
    return open == 0 ? verdict : verdict + " " + open + "/" + gate.rules().size();
  }

  private static String text(String text, int x) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%d\" y=\"14\" textLength=\"%d\">%s</text>%n",
        x,
        text.length() * LETTER,
        XmlEscape.escapeXml10(text));
  }

  /** Dark enough for white text: a contrast of at least 4.5. */
  private static String colour(Verdict verdict) {
    return switch (verdict) {
      case PASS -> "#1a7f37";
      case WARN -> "#8a6100";
      case FAIL -> "#b3261e";
      case INCONCLUSIVE, SKIPPED -> "#5b5b8f";
    };
  }
}
