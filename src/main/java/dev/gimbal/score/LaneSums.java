package dev.gimbal.score;

import java.util.Arrays;

/**
 * Sums over the chunks of one block, one for every place of a chunk; folded to one sum a channel at
 * the end of the block.
 */
final class LaneSums {
  private final float[] parts = new float[8];
  private float[] values = new float[ChunkLoops.SIZE];
  private int most;

  /** Begins a block whose largest chunk has so many values; none, where nothing will be added. */
  void clear(int newMost) {
    most = newMost;
    if (values.length < most) {
      values = new float[most];
    }
    Arrays.fill(values, 0, most, 0);
  }

  float[] values() {
    return values;
  }

  /** One sum for each of the channels that lie side by side. */
  void fold(int block, double[] sums) {
    if (block == 1) {
      sums[0] = single();
      return;
    }
    int lane = 0;
    for (; lane <= block - 8; lane += 8) {
      eight(lane, block);
      for (int k = 0; k < 8; k++) {
        sums[lane + k] = parts[k];
      }
    }
    for (; lane < block; lane++) {
      double sum = 0;
      for (int i = lane; i < most; i += block) {
        sum += values[i];
      }
      sums[lane] = sum;
    }
  }

  private double single() {
    eight(0, 8);
    double sum = 0;
    for (float part : parts) {
      sum += part;
    }
    for (int i = most - most % 8; i < most; i++) {
      sum += values[i];
    }
    return sum;
  }

  /** Eight sums at once, so that no addition waits for the one before it. */
  private void eight(int first, int step) {
    float[] v = values;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int i = first; i <= most - 8; i += step) {
      s0 += v[i];
      s1 += v[i + 1];
      s2 += v[i + 2];
      s3 += v[i + 3];
      s4 += v[i + 4];
      s5 += v[i + 5];
      s6 += v[i + 6];
      s7 += v[i + 7];
    }
    parts[0] = s0;
    parts[1] = s1;
    parts[2] = s2;
    parts[3] = s3;
    parts[4] = s4;
    parts[5] = s5;
    parts[6] = s6;
    parts[7] = s7;
  }
}
