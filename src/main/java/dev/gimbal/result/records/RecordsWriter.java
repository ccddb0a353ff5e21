package dev.gimbal.result.records;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes rows as they come, a block of images at a time; what is held in memory does not grow with
 * the number of images. Same rows, same bytes.
 */
public final class RecordsWriter implements AutoCloseable {
  private final RecordLayout layout;
  private final DataOutputStream out;
  private final int[] block;
  private final byte[] bytes;
  private final int columns;
  private int inBlock;
  private int written;

  /**
   * Writes the header.
   *
   * @param stream closed with this writer
   */
  public RecordsWriter(OutputStream stream, RecordLayout layout) throws IOException {
    this.layout = layout;
    columns = layout.columns();
    block = new int[Math.multiplyExact(columns, layout.blockImages())];
    bytes = new byte[Math.multiplyExact(block.length, RecordsFormat.WORD)];
    out = new DataOutputStream(new GZIPOutputStream(stream, 1 << 16));
    out.write(RecordsFormat.magic());
    out.writeShort(RecordsFormat.VERSION);
    out.writeUTF(layout.planHash());
    out.writeInt(layout.images());
    out.writeInt(layout.probes());
    out.writeInt(layout.layers().size());
    out.writeInt(layout.outputs().size());
    out.writeInt(layout.blockImages());
    for (LayerForm form : layout.layers()) {
      out.writeByte(form.ordinal());
    }
    for (OutputForm form : layout.outputs()) {
      out.writeByte(form.ordinal());
    }
  }

  /** Writes the next image's row. */
  public void write(ImageRow row) throws IOException {
    if (written == layout.images()) {
      throw new IllegalStateException("more rows than " + written + " images");
    }
    int size = Math.min(layout.blockImages(), layout.images() - (written - inBlock));
    int[] words = row.words();
    for (int column = 0; column < columns; column++) {
      block[column * size + inBlock] = words[column];
    }
    inBlock++;
    written++;
    if (inBlock == size) {
      int filled = columns * size;
      RecordsFormat.scatter(block, filled, bytes);
      out.write(bytes, 0, filled * RecordsFormat.WORD);
      inBlock = 0;
    }
  }

  /** Whether every image has been written. */
  public boolean isComplete() {
    return written == layout.images();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
