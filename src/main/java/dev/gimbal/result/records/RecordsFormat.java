package dev.gimbal.result.records;

import java.nio.charset.StandardCharsets;

/** The fixed parts of a records file. */
final class RecordsFormat {
  /** First bytes after decompression. */
  private static final String MAGIC = "GIMBALRC";

  /** Of the file's structure and of what its numbers mean. */
  static final int VERSION = 1;

  /** Bytes of a word; its planes are stored one after the other. */
  static final int WORD = 4;

  private RecordsFormat() {}

  static byte[] magic() {
    return MAGIC.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Sorts the words of a block: all images of a column side by side, then the most significant
   * bytes of all words, then the next ones. Neighbours are alike then, which compresses better.
   */
  static void scatter(int[] block, int words, byte[] target) {
    for (int word = 0; word < words; word++) {
      int value = block[word];
      target[word] = (byte) (value >>> 24);
      target[words + word] = (byte) (value >>> 16);
      target[2 * words + word] = (byte) (value >>> 8);
      target[3 * words + word] = (byte) value;
    }
  }

  /** Undoes {@link #scatter}. */
  static void gather(byte[] source, int words, int[] block) {
    for (int word = 0; word < words; word++) {
      block[word] =
          source[word] << 24
              | (source[words + word] & 0xFF) << 16
              | (source[2 * words + word] & 0xFF) << 8
              | (source[3 * words + word] & 0xFF);
    }
  }
}
