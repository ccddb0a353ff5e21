package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Summary;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.ScoreId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The layers and their mean scores over one family as comma-separated values (RFC 4180) in a data
 * URI, so that the file can be saved without script. A point is the decimal mark; text that a
 * spreadsheet would take for a formula begins with an apostrophe.
 */
final class LayerCsv {
  /** Browsers refuse addresses of 2 MB. */
  private static final int LONGEST = 1_900_000;

  private static final List<ScoreId> SCORES = List.of(ScoreId.INVARIANCE, ScoreId.EQUIVARIANCE);

  private final AuditDigest digest;
  private final String family;

  LayerCsv(AuditDigest digest, String family) {
    this.digest = digest;
    this.family = family;
  }

  /** The data URI; empty where the file would be too large for one. */
  Optional<String> dataUri() {
    StringBuilder uri = new StringBuilder("data:text/csv;charset=utf-8,");
    for (byte b : text().getBytes(StandardCharsets.UTF_8)) {
      if (isPlain(b)) {
        uri.append((char) b);
      } else {
        uri.append('%').append(Character.forDigit((b >> 4) & 15, 16));
        uri.append(Character.forDigit(b & 15, 16));
      }
    }
    return uri.length() > LONGEST ? Optional.empty() : Optional.of(uri.toString());
  }

  private static boolean isPlain(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || "-_.,/:[]()".indexOf(b) >= 0;
  }

  String text() {
    StringBuilder out = new StringBuilder("layer,name,op,kind,shape,ancestry,family");
    for (ScoreId score : SCORES) {
      for (String part : List.of("status", "mean", "lo", "hi", "probes", "images")) {
        out.append(',').append(score.id()).append('_').append(part);
      }
    }
    out.append("\r\n");
    for (int layer = 0; layer < digest.result().layers().size(); layer++) {
      row(out, layer);
    }
    return out.toString();
  }

  private void row(StringBuilder out, int layer) {
    LayerInfo info = digest.layerInfo(layer);
    List<String> fields = new ArrayList<>();
    fields.add(Integer.toString(layer));
    fields.add(text(info.name()));
    fields.add(text(info.op()));
    fields.add(text(info.kind()));
    fields.add(LayerLabel.shape(info.shape(), "x"));
    fields.add(text(info.ancestry()));
    fields.add(text(family));
    for (ScoreId score : SCORES) {
      add(fields, digest.layer(layer, family, score));
    }
    out.append(String.join(",", fields)).append("\r\n");
  }

  private static void add(List<String> fields, Summary summary) {
    if (summary instanceof Summary.Mean mean) {
      fields.add("measured");
      fields.add(number(mean.value()));
      fields.add(mean.interval().map(i -> number(i.lo())).orElse(""));
      fields.add(mean.interval().map(i -> number(i.hi())).orElse(""));
      fields.add(Integer.toString(mean.probes()));
      fields.add(Integer.toString(mean.images()));
    } else {
      fields.add(text(((Summary.None) summary).status()));
      fields.addAll(List.of("", "", "", "", ""));
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  private static String text(String raw) {
    String safe = raw.isEmpty() || "=+-@\t\r".indexOf(raw.charAt(0)) < 0 ? raw : "'" + raw;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
