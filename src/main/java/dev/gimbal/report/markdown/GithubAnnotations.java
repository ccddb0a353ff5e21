package dev.gimbal.report.markdown;

import dev.gimbal.report.SafeText;
import dev.gimbal.report.gate.GateItem;
import dev.gimbal.report.gate.GateItem.Kind;
import dev.gimbal.report.gate.GateItems;
import dev.gimbal.report.gate.GateText;
import dev.gimbal.result.AuditResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A gate as workflow commands that GitHub shows beside a run: at most {@link #MOST} findings, the
 * gravest first, and one line with the verdict that counts the rest. GitHub drops what comes after
 * ten of a kind without a word.
 */
public final class GithubAnnotations {
  /** Findings that get a line of their own. */
  public static final int MOST = 9;

  private static final int LONGEST = 2000;

  private GithubAnnotations() {}

  /** Writes UTF-8; the stream stays open. */
  public static void write(AuditResult result, OutputStream stream) throws IOException {
    GateText text = new GateText(result);
    List<GateItem> items = GateItems.of(result);
    List<GateItem> active = items.stream().filter(item -> item.kind() != Kind.SUPPRESSED).toList();
    StringBuilder out = new StringBuilder();
    active.stream().limit(MOST).forEach(item -> out.append(annotation(result, text, item)));
    String rest =
        active.size() > MOST ? "; " + (active.size() - MOST) + " more findings in the report" : "";
    out.append(
        line(
            "notice",
            "gimbal",
            result.model().file(),
            text.headline() + ", " + text.counts() + rest));
    stream.write(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String annotation(AuditResult result, GateText text, GateItem item) {
    String command = item.kind() == Kind.FAILURE ? "error" : "warning";
    String title = item.kind().word() + " " + item.rule().id() + ", " + SafeText.of(item.target());
    String message = GateText.asked(item.rule()) + ": " + text.found(item);
    return line(command, title, result.model().file(), message);
  }

  private static String line(String command, String title, String file, String message) {
    return "::"
        + command
        + " title="
        + property(title)
        + ",file="
        + property(file)
        + "::"
        + data(SafeText.of(message, LONGEST))
        + "\n";
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(SafeText.of(text)).replace(":", "%3A").replace(",", "%2C");
  }
}
