package dev.gimbal.result.records;

import dev.gimbal.fault.InputException;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.RecordsFile;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Reads the records beside a result, a block of images at a time. Nothing in the file is believed:
 * its hash must be the one that the result names, and its counts those of the result, before memory
 * is taken for them; no more is unpacked than they say.
 */
public final class RecordsReader implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final String name;
  private final DataInputStream in;
  private final RecordLayout layout;
  private final ImageRow row;
  private final int[] block;
  private final byte[] bytes;
  private int read;
  private int inBlock;
  private int blockSize;

  private RecordsReader(String name, DataInputStream in, RecordLayout layout) {
    this.name = name;
    this.in = in;
    this.layout = layout;
    row = new ImageRow(layout);
    block = new int[Math.multiplyExact(layout.columns(), layout.blockImages())];
    bytes = new byte[Math.multiplyExact(block.length, RecordsFormat.WORD)];
  }

  /** Where the records of a result lie. */
  public static Path beside(Path resultFile, RecordsFile records) {
    return resultFile.toAbsolutePath().resolveSibling(records.file());
  }

  /**
   * Opens the records of a result.
   *
   * @param file the records
   * @param records what the result says of them
   * @throws InputException where the file is missing, is not the one that the result names, is of
   *     another version or plan, or is broken
   */
  public static RecordsReader open(Path file, RecordsFile records, AuditResult result) {
    String name = String.valueOf(file.getFileName());
    RecordsHash.require(file, name, records.sha256());
    try {
      InputStream stream = new BufferedInputStream(Files.newInputStream(file), BUFFER);
      try {
        DataInputStream in = new DataInputStream(new GZIPInputStream(stream, BUFFER));
        return new RecordsReader(name, in, new RecordsHeader(name, result).read(in));
      } catch (IOException | RuntimeException e) {
        stream.close();
        throw e;
      }
    } catch (EOFException e) {
      throw RecordsHeader.broken(name, "it ends within its header", e);
    } catch (IOException e) {
      throw RecordsHeader.broken(name, String.valueOf(e.getMessage()), e);
    }
  }

  public RecordLayout layout() {
    return layout;
  }

  /** The row that {@link #next} has read; the next call overwrites it. */
  public ImageRow row() {
    return row;
  }

  /**
   * Reads the next image; false after the last one.
   *
   * @throws InputException where the file ends early, goes on after the last image, or is broken
   */
  public boolean next() {
    try {
      if (inBlock == blockSize) {
        if (read == layout.images()) {
          requireEnd();
          return false;
        }
        readBlock();
      }
    } catch (EOFException e) {
      throw RecordsHeader.broken(
          name, "it ends after " + read + " of " + layout.images() + " images", e);
    } catch (IOException e) {
      throw RecordsHeader.broken(name, String.valueOf(e.getMessage()), e);
    }
    int[] words = row.words();
    for (int column = 0; column < words.length; column++) {
      words[column] = block[column * blockSize + inBlock];
    }
    inBlock++;
    read++;
    return true;
  }

  private void readBlock() throws IOException {
    blockSize = Math.min(layout.blockImages(), layout.images() - read);
    inBlock = 0;
    int words = layout.columns() * blockSize;
    in.readFully(bytes, 0, words * RecordsFormat.WORD);
    RecordsFormat.gather(bytes, words, block);
  }

  /** The checksum of the packed data is compared when the end is read. */
  private void requireEnd() throws IOException {
    if (in.read() >= 0) {
      throw RecordsHeader.broken(name, "it goes on after " + read + " images");
    }
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw RecordsHeader.broken(name, String.valueOf(e.getMessage()), e);
    }
  }
}
