package dev.gimbal.score;

import dev.gimbal.result.ProbeInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Names an orbit: worst-of-orbit scores fall as the orbit grows, so two of them compare only under
 * the same hash.
 */
final class OrbitHash {
  private static final int DIGITS = 12;

  private OrbitHash() {}

  /** First 12 hexadecimal digits of the SHA-256 over the sorted probes and their borders. */
  static String of(List<ProbeInfo> probes) {
    String text =
        String.join(
            "\n",
            probes.stream().map(probe -> probe.id() + "\t" + probe.border()).sorted().toList());
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
