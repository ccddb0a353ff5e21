package dev.gimbal.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * From image space to network units: {@code (x · scale − mean) / std}, x in 0…255.
 *
 * @param scale multiplies 0…255
 * @param mean one value for all channels, or one a channel in the network's order
 * @param std as {@code mean}; positive
 */
public record PixelValues(double scale, List<Double> mean, List<Double> std) {
  public PixelValues {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (!Double.isFinite(scale) || scale == 0) {
      throw new IllegalArgumentException("scale " + scale + " is zero or not finite");
    }
    if (mean.isEmpty() || !mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("mean " + mean + " is empty or not finite");
    }
    if (std.isEmpty() || !std.stream().allMatch(s -> Double.isFinite(s) && s > 0)) {
      throw new IllegalArgumentException("std " + std + " holds a value that is not positive");
    }
  }

  /** A scale only. */
  static PixelValues scaled(double scale) {
    return new PixelValues(scale, List.of(0.0), List.of(1.0));
  }

  double mean(int channel) {
    return mean.get(mean.size() == 1 ? 0 : channel);
  }

  double std(int channel) {
    return std.get(std.size() == 1 ? 0 : channel);
  }

  /** The value the network gets for an image-space value. */
  public float toNetwork(int channel, double imageValue) {
    return (float) ((imageValue * scale - mean(channel)) / std(channel));
  }

  /** The image-space value behind a network value. */
  double toImage(int channel, double networkValue) {
    return (networkValue * std(channel) + mean(channel)) / scale;
  }

  boolean fits(int channels) {
    return (mean.size() == 1 || mean.size() == channels)
        && (std.size() == 1 || std.size() == channels);
  }

  PixelValues reversed() {
    return new PixelValues(scale, reversed(mean), reversed(std));
  }

  private static List<Double> reversed(List<Double> values) {
    ArrayList<Double> copy = new ArrayList<>(values);
    Collections.reverse(copy);
    return copy;
  }
}
