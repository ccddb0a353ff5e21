package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import dev.gimbal.probe.Border;

/** From a picture's channels in 0…255 to the network's channels in network units. */
final class ChannelMixer {
  private ChannelMixer() {}

  static float[][] toNetwork(float[][] planes, Preprocessing preprocessing) {
    float[][] mixed = mix(planes, preprocessing);
    PixelValues values = preprocessing.values();
    float[][] units = new float[mixed.length][];
    for (int c = 0; c < mixed.length; c++) {
      units[c] = new float[mixed[c].length];
      for (int i = 0; i < mixed[c].length; i++) {
        units[c][i] = values.toNetwork(c, mixed[c][i]);
      }
    }
    return units;
  }

  private static float[][] mix(float[][] planes, Preprocessing preprocessing) {
    int found = planes.length;
    return switch (preprocessing.channels()) {
      case RGB ->
          found == 3
              ? planes
              : found == 1
                  ? new float[][] {planes[0], planes[0], planes[0]}
                  : refuse(found, "1 or 3");
      case BGR ->
          found == 3
              ? new float[][] {planes[2], planes[1], planes[0]}
              : found == 1
                  ? new float[][] {planes[0], planes[0], planes[0]}
                  : refuse(found, "1 or 3");
      case GRAY, Y ->
          found == 1 ? planes : found == 3 ? new float[][] {luma(planes)} : refuse(found, "1 or 3");
      case AS_STORED ->
          found == preprocessing.channelCount()
              ? planes
              : refuse(found, Integer.toString(preprocessing.channelCount()));
    };
  }

  private static float[][] refuse(int found, String expected) {
    throw InputException.input(
        "a picture has " + found + " channel(s), the model's input takes " + expected,
        "Use pictures with as many channels as the model.");
  }

  private static float[] luma(float[][] rgb) {
    float[] grey = new float[rgb[0].length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (float) luma(rgb[0][i], rgb[1][i], rgb[2][i]);
    }
    return grey;
  }

  private static double luma(double red, double green, double blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }

  /** The fill colour in network units. */
  static float[] fill(Border.FillColour colour, PixelFrame frame, Preprocessing preprocessing) {
    if (colour instanceof Border.FillColour.Ring) {
      return frame.ringMean();
    }
    double[] given = colour instanceof Border.FillColour.Given g ? g.values() : new double[] {0};
    double[] ordered = ordered(given, preprocessing);
    float[] fill = new float[frame.channels()];
    for (int c = 0; c < fill.length; c++) {
      fill[c] = preprocessing.values().toNetwork(c, ordered[ordered.length == 1 ? 0 : c]);
    }
    return fill;
  }

  private static double[] ordered(double[] given, Preprocessing preprocessing) {
    if (given.length == 1) {
      return given;
    }
    Channels channels = preprocessing.channels();
    if (given.length == 3 && channels == Channels.BGR) {
      return new double[] {given[2], given[1], given[0]};
    }
    if (given.length == 3 && (channels == Channels.GRAY || channels == Channels.Y)) {
      return new double[] {luma(given[0], given[1], given[2])};
    }
    if (given.length != preprocessing.channelCount()) {
      throw InputException.arguments(
          "the border's fill colour has %d values, the model's input %d channel(s)"
              .formatted(given.length, preprocessing.channelCount()),
          "Give one value, or one for each channel.");
    }
    return given;
  }
}
