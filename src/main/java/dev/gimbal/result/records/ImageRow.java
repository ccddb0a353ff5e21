package dev.gimbal.result.records;

import java.util.Arrays;

/**
 * What one image contributed. Numbers are float32: seven digits, far below the spread between
 * images, and equal sums stay equal. Reused from image to image.
 */
public final class ImageRow {
  /** Room for the four states of {@link RowState}. */
  private static final int STATE_BITS = 3;

  /** Of a probability, or a divergence in bits, between two ways to compute the same network. */
  private static final double ROUNDING = 1e-5;

  private static final int AMONG_FIVE = 4;

  private final RecordLayout layout;
  private final int[] layerStarts;
  private final int[] outputStarts;
  private final int[] words;

  public ImageRow(RecordLayout layout) {
    this.layout = layout;
    layerStarts = layout.layerStarts();
    outputStarts = layout.outputStarts();
    words = new int[layout.columns()];
  }

  public RecordLayout layout() {
    return layout;
  }

  /** Sets every number to zero. */
  public void clear() {
    Arrays.fill(words, 0);
  }

  int[] words() {
    return words;
  }

  /** ‖f(x) − f̄‖² over all cells, ÷ D and channel-balanced. */
  public void setDistances(int layer, double pooled, double balanced) {
    put(layerStarts[layer], pooled);
    put(layerStarts[layer] + 1, balanced);
  }

  public void setSum(int layer, int probe, LayerSum sum, double value) {
    put(sumAt(layer, probe, sum), value);
  }

  /** ‖f(x) − f̄‖² over all cells ÷ D. */
  public double distance(int layer) {
    return real(layerStarts[layer]);
  }

  public double balancedDistance(int layer) {
    return real(layerStarts[layer] + 1);
  }

  /** One of the sums that the layer's form keeps. */
  public double sum(int layer, int probe, LayerSum sum) {
    return real(sumAt(layer, probe, sum));
  }

  private int sumAt(int layer, int probe, LayerSum sum) {
    int kept = layout.layers().get(layer).sums();
    if (sum.ordinal() >= kept) {
      throw new IllegalArgumentException("layer " + layer + " keeps no " + sum);
    }
    return layerStarts[layer] + RecordLayout.DISTANCES + probe * kept + sum.ordinal();
  }

  /**
   * Sets what the model makes of the unprobed image.
   *
   * @param top class index; −1 where the output is broken
   * @param label class index; −1 where unknown
   */
  public void setReference(int output, int top, int label) {
    words[outputStarts[output]] = top;
    words[outputStarts[output] + 1] = label;
  }

  /** Top-1 class of the unprobed image; −1 where the output is broken. */
  public int referenceTop(int output) {
    return words[outputStarts[output]];
  }

  /** Class of the image; −1 where unknown. */
  public int label(int output) {
    return words[outputStarts[output] + 1];
  }

  /** Sets what became of a classes output under a probe; numbers only where measured. */
  public void setClass(
      int output, int probe, boolean amongFive, int top, double drop, double divergence) {
    int at = probeAt(output, probe);
    words[at] = RowState.MEASURED.ordinal() | (amongFive ? AMONG_FIVE : 0);
    words[at + 1] = top;
    put(at + 2, drop);
    put(at + 3, divergence);
  }

  /** Sets the numbers of a dense output (agreement, balanced) or an embedding (cosine). */
  public void setValues(int output, int probe, double... values) {
    int at = probeAt(output, probe);
    words[at] = RowState.MEASURED.ordinal();
    for (int index = 0; index < values.length; index++) {
      put(at + 1 + index, values[index]);
    }
  }

  /** Sets that an output has no numbers under a probe. */
  public void setState(int output, int probe, RowState state) {
    words[probeAt(output, probe)] = state.ordinal();
  }

  public RowState state(int output, int probe) {
    return RowState.values()[words[probeAt(output, probe)] & STATE_BITS];
  }

  /** Whether the reference's class is among the probed five. */
  public boolean isAmongFive(int output, int probe) {
    return (words[probeAt(output, probe)] & AMONG_FIVE) != 0;
  }

  /** Top-1 class under a probe. */
  public int top(int output, int probe) {
    return words[probeAt(output, probe) + 1];
  }

  /** Drop of the reference class's probability. */
  public double drop(int output, int probe) {
    return real(probeAt(output, probe) + 2);
  }

  /** Jensen–Shannon divergence in bits. */
  public double divergence(int output, int probe) {
    return real(probeAt(output, probe) + 3);
  }

  /** One of the numbers of {@link #setValues}. */
  public double value(int output, int probe, int index) {
    return real(probeAt(output, probe) + 1 + index);
  }

  /** Whether two rows of the same form hold the same about an output and a probe. */
  public boolean isSame(int output, int probe, ImageRow other, int otherOutput) {
    OutputForm form = layout.outputs().get(output);
    int mine = probeAt(output, probe);
    int its = other.probeAt(otherOutput, probe);
    int width = form.perProbe();
    int start = outputStarts[output];
    int otherStart = other.outputStarts[otherOutput];
    return Arrays.equals(words, mine, mine + width, other.words, its, its + width)
        && Arrays.equals(
            words,
            start,
            start + form.perImage(),
            other.words,
            otherStart,
            otherStart + form.perImage());
  }

  /**
   * Whether two rows say the same about a classes output and a probe but for rounding: equal
   * classes and states, and probabilities and divergences that differ by 1e-5 at most. Two
   * exporters of one network differ by less than 1e-6, half precision by 1e-3.
   */
  public boolean isSameToRounding(int output, int probe, ImageRow other, int otherOutput) {
    return words[probeAt(output, probe)] == other.words[other.probeAt(otherOutput, probe)]
        && referenceTop(output) == other.referenceTop(otherOutput)
        && label(output) == other.label(otherOutput)
        && top(output, probe) == other.top(otherOutput, probe)
        && isNear(drop(output, probe), other.drop(otherOutput, probe))
        && isNear(divergence(output, probe), other.divergence(otherOutput, probe));
  }

  private static boolean isNear(double one, double two) {
    return Math.abs(one - two) <= ROUNDING;
  }

  private int probeAt(int output, int probe) {
    OutputForm form = layout.outputs().get(output);
    return outputStarts[output] + form.perImage() + probe * form.perProbe();
  }

  private void put(int at, double value) {
    words[at] = Float.floatToIntBits((float) value);
  }

  private double real(int at) {
    return Float.intBitsToFloat(words[at]);
  }
}
