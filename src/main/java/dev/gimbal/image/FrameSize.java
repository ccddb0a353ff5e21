package dev.gimbal.image;

/** Height and width of the network's input, in pixels. */
public record FrameSize(int height, int width) {
  public FrameSize {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("size " + height + "x" + width);
    }
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
