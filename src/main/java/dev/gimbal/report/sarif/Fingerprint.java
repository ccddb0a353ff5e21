package dev.gimbal.report.sarif;

import dev.gimbal.result.RuleOutcome;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes a finding the same one in the next run: rule, family of probes, score and name of the
 * layer or output. No index, number or position takes part, so that a network that grows a layer
 * keeps its findings.
 */
final class Fingerprint {
  private Fingerprint() {}

  /** 64 hexadecimal digits; the four texts are kept apart by their lengths. */
  static String of(RuleOutcome rule, String family, String target) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String part : List.of(rule.id(), family, rule.score(), target)) {
        // UTF-16 keeps broken surrogates apart, which UTF-8 would all turn into one mark.
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + part.length() * Character.BYTES);
        bytes.putInt(part.length());
        part.chars().forEach(c -> bytes.putChar((char) c));
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
