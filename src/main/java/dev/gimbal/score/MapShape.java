package dev.gimbal.score;

/**
 * Sizes of a layer's output for one image, and how its values lie in memory: blocks of {@code
 * block} channels, in each block cell after cell, in each cell channel after channel. A block of 1
 * is NCHW, one of C is NHWC, 8 or 16 is ONNX Runtime's own NCHWc, whose last block is filled up
 * with zeros.
 *
 * <p>A vector has its elements as channels of one cell.
 *
 * @param channels C
 * @param height H, cells
 * @param width W, cells
 * @param block channels that lie beside each other
 */
public record MapShape(int channels, int height, int width, int block) {
  public MapShape {
    if (channels < 1 || height < 1 || width < 1 || block < 1) {
      throw new IllegalArgumentException(channels + "×" + height + "×" + width + "/" + block);
    }
    Math.multiplyExact(Math.multiplyExact(channels + block, height), width);
  }

  /** A map in channel planes: NCHW. */
  public static MapShape planes(int channels, int height, int width) {
    return new MapShape(channels, height, width, 1);
  }

  public static MapShape vector(int elements) {
    return new MapShape(elements, 1, 1, elements);
  }

  /** Cells of one channel. */
  public int cells() {
    return height * width;
  }

  /** Values that mean something: C·H·W. */
  public int elements() {
    return channels * cells();
  }

  public int blocks() {
    return (channels + block - 1) / block;
  }

  /** Values of one block. */
  public int blockValues() {
    return cells() * block;
  }

  /** Values in memory, those that fill up the last block included. */
  public int values() {
    return blocks() * blockValues();
  }

  /** Channels of a block that mean something. */
  public int lanes(int blockIndex) {
    return Math.min(block, channels - blockIndex * block);
  }

  /** Where a channel's value of a cell lies. */
  public int index(int channel, int cell) {
    return channel / block * blockValues() + cell * block + channel % block;
  }

  /** Copies values in memory's order to channel planes. */
  public void toPlanes(float[] values, float[] planes) {
    for (int channel = 0; channel < channels; channel++) {
      int base = channel * cells();
      int from = index(channel, 0);
      for (int cell = 0; cell < cells(); cell++) {
        planes[base + cell] = values[from + cell * block];
      }
    }
  }
}
