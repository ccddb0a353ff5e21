package dev.gimbal.result.records;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds rows in a file while it is not known yet how many there will be, which a records file tells
 * at its start. The file is this object's own and goes with it.
 */
public final class RowSpool implements AutoCloseable {
  private final Path file;
  private final RecordLayout layout;
  private final DataOutputStream out;

  /**
   * Opens the file.
   *
   * @param file to be written; replaced where it exists
   * @param layout of the rows, for as many images as there may be
   */
  public RowSpool(Path file, RecordLayout layout) throws IOException {
    this.file = file;
    this.layout = layout;
    out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  /** Adds an image's row. */
  public void write(ImageRow row) throws IOException {
    for (int word : row.words()) {
      out.writeInt(word);
    }
  }

  /**
   * Writes the rows so far as a records file; more may follow.
   *
   * @param images how many rows were written
   * @param records the file to write
   */
  public void toRecords(int images, Path records) throws IOException {
    out.flush();
    RecordLayout known = layout.of(images);
    ImageRow row = new ImageRow(known);
    try (DataInputStream in =
            new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
        RecordsWriter writer =
            new RecordsWriter(new BufferedOutputStream(Files.newOutputStream(records)), known)) {
      for (int image = 0; image < images; image++) {
        int[] words = row.words();
        for (int column = 0; column < words.length; column++) {
          words[column] = in.readInt();
        }
        writer.write(row);
      }
    }
  }

  /** Deletes the file. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(file);
  }
}
