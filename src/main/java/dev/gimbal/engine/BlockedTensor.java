package dev.gimbal.engine;

/**
 * The tensor that holds a layer in ONNX Runtime's own layout NCHWc.
 *
 * @param name of the session's output
 * @param block channels that lie beside each other; the last block is filled up with zeros
 */
public record BlockedTensor(String name, int block) {
  public BlockedTensor {
    if (block < 2) {
      throw new IllegalArgumentException("a block of " + block);
    }
  }
}
