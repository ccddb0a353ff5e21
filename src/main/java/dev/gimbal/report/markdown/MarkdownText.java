package dev.gimbal.report.markdown;

import dev.gimbal.report.SafeText;

/** Names from models and policies inside Markdown. */
final class MarkdownText {
  private MarkdownText() {}

  /**
   * The text between code tags, with every character but letters, digits and spaces as a reference:
   * what is a reference can neither be markup, nor end a table cell, nor start HTML. A comment
   * after an at sign keeps renderers from making an address of what surrounds it; between code tags
   * they notify nobody.
   */
  static String code(String raw) {
    String safe = SafeText.of(raw);
    StringBuilder out = new StringBuilder(safe.length() + 16).append("<code>");
    safe.codePoints()
        .forEach(
            point -> {
              if (point >= 128 || Character.isLetterOrDigit(point) || point == ' ') {
                out.appendCodePoint(point);
              } else {
                out.append("&#").append(point).append(';');
              }
              if (point == '@') {
                out.append("<!-- -->");
              }
            });
    return out.append("</code>").toString();
  }
}
