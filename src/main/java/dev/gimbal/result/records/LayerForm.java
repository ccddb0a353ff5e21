package dev.gimbal.result.records;

/** Which sums are kept of a layer. */
public enum LayerForm {
  /** None: the layer could not be scored. */
  NONE(0),
  /** Sums over all values: a vector, tokens, or a map whose grid is not known. */
  WHOLE(2),
  /** Those, and sums over the cells that a probe leaves visible. */
  MAP(6);

  private final int sums;

  LayerForm(int sums) {
    this.sums = sums;
  }

  /** Sums kept for every probe: the first so many of {@link LayerSum}. */
  public int sums() {
    return sums;
  }
}
