package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import dev.gimbal.geometry.AffineMap;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Crop;
import dev.gimbal.probe.Probe;
import org.jspecify.annotations.Nullable;

/**
 * One image after preprocessing, in network units, from which every probed version is rendered.
 *
 * <p>Targets are NCHW without the N: {@code [C·H·W]}. Pixel q covers q ± ½; a probe's map takes
 * reference pixels to probed pixels, so rendering reads at the inverse map, bilinearly, and bit for
 * bit where the map is whole (integer translations, quarter turns). Where a bilinear neighbour lies
 * outside the frame the border protocol gives its value; a crop uncovers nothing, so it reads the
 * nearest pixel of the frame instead. Instances may be shared between threads.
 */
public final class PreparedImage {
  /** With {@code context}, at most half a frame of content is kept on each side. */
  private static final int SURROUND_SHARE = 2;

  private final PixelFrame frame;
  private final Preprocessing preprocessing;
  private @Nullable PixelFrame canvas;

  private PreparedImage(PixelFrame frame, Preprocessing preprocessing) {
    this.frame = frame;
    this.preprocessing = preprocessing;
  }

  /**
   * Preprocesses a picture.
   *
   * @param keepSurround also keeps what lies around the centre crop, for {@link Border.Context}
   * @throws InputException when the picture does not fit the recipe (too small without a resize,
   *     wrong channel count)
   */
  public static PreparedImage of(
      Picture picture, Preprocessing preprocessing, boolean keepSurround) {
    FrameSize scaled = scaledSize(picture, preprocessing);
    int height = preprocessing.height();
    int width = preprocessing.width();
    if (scaled.height() < height || scaled.width() < width) {
      throw InputException.input(
          "a picture of %dx%d is %s after resize %s, smaller than the input's %s"
              .formatted(
                  picture.height(),
                  picture.width(),
                  scaled,
                  preprocessing.resize().text(),
                  preprocessing.size()),
          "Use larger pictures, or state a resize in the sidecar.");
    }
    // Half-way offsets round to even, as torchvision's centre crop does.
    int top = (int) Math.rint((scaled.height() - height) / 2.0);
    int left = (int) Math.rint((scaled.width() - width) / 2.0);
    int above = keepSurround ? Math.min(top, height / SURROUND_SHARE) : 0;
    int leftOf = keepSurround ? Math.min(left, width / SURROUND_SHARE) : 0;
    int below =
        keepSurround ? Math.min(scaled.height() - height - top, height / SURROUND_SHARE) : 0;
    int rightOf =
        keepSurround ? Math.min(scaled.width() - width - left, width / SURROUND_SHARE) : 0;
    Resampler.Window window =
        new Resampler.Window(
            top - above, left - leftOf, height + above + below, width + leftOf + rightOf);
    Resampler resampler =
        new Resampler(
            picture, scaled.height(), scaled.width(), preprocessing.interpolation(), window);
    float[][] planes = new float[picture.channels()][];
    for (int c = 0; c < planes.length; c++) {
      planes[c] = resampler.channel(c);
    }
    float[][] units = ChannelMixer.toNetwork(planes, preprocessing);
    return new PreparedImage(
        new PixelFrame(units, height, width, above, leftOf, window.width()), preprocessing);
  }

  private static FrameSize scaledSize(Picture picture, Preprocessing preprocessing) {
    int height = picture.height();
    int width = picture.width();
    Resize resize = preprocessing.resize();
    if (resize instanceof Resize.Exact exact) {
      return new FrameSize(exact.height(), exact.width());
    }
    if (resize instanceof Resize.ShorterSide shorter) {
      // The longer side is cut off to whole pixels, as torchvision does.
      long n = shorter.pixels();
      return height <= width ? size(n, n * width / height) : size(n * height / width, n);
    }
    if (resize instanceof Resize.Cover cover
        && (height != preprocessing.height() || width != preprocessing.width())) {
      double wantedHeight = Math.rint(preprocessing.height() * cover.margin());
      double wantedWidth = Math.rint(preprocessing.width() * cover.margin());
      double scale = Math.max(wantedHeight / height, wantedWidth / width);
      return size(
          Math.max((long) wantedHeight, (long) (height * scale)),
          Math.max((long) wantedWidth, (long) (width * scale)));
    }
    return new FrameSize(height, width);
  }

  private static FrameSize size(long height, long width) {
    if (height > Integer.MAX_VALUE / 4 || width > Integer.MAX_VALUE / 4) {
      throw InputException.input(
          "a picture would be resized to " + height + "x" + width + " pixels",
          "Use pictures whose sides differ less.");
    }
    return new FrameSize((int) height, (int) width);
  }

  public int height() {
    return frame.height();
  }

  public int width() {
    return frame.width();
  }

  public int channels() {
    return frame.channels();
  }

  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /** Pixels by which the window can move up and down over real content. */
  public int contextRadiusY() {
    return Math.min(frame.above(), frame.below());
  }

  /** Pixels by which the window can move left and right over real content. */
  public int contextRadiusX() {
    return Math.min(frame.leftOf(), frame.rightOf());
  }

  /** True when everything that the probe shows is real content of the larger source. */
  public boolean affords(Probe probe) {
    if (probe instanceof Crop) {
      return true;
    }
    AffineMap inverse = probe.map(height(), width()).inverse();
    return inside(inverse, 0, 0)
        && inside(inverse, 0, width() - 1)
        && inside(inverse, height() - 1, 0)
        && inside(inverse, height() - 1, width() - 1);
  }

  private boolean inside(AffineMap inverse, int y, int x) {
    double sourceY = Warp.snap(inverse.mapY(y, x));
    double sourceX = Warp.snap(inverse.mapX(y, x));
    return sourceY >= -frame.above()
        && sourceY <= height() - 1 + frame.below()
        && sourceX >= -frame.leftOf()
        && sourceX <= width() - 1 + frame.rightOf();
  }

  /** Writes the reference: the image itself, or the embedded image with {@link Border.Canvas}. */
  public void renderReference(Border border, float[] target) {
    check(target);
    source(border).copyTo(target);
  }

  /**
   * Writes the probed image.
   *
   * @throws IllegalArgumentException with {@link Border.Context} when the probe is not {@linkplain
   *     #affords afforded}, and with {@link Border.Circular} when it is no translation
   */
  public void renderProbe(Probe probe, Border border, float[] target) {
    check(target);
    if (border instanceof Border.Context && !affords(probe)) {
      throw new IllegalArgumentException(probe.id() + " leaves the source");
    }
    if (border instanceof Border.Circular && !probe.map(height(), width()).isTranslation()) {
      throw new IllegalArgumentException("circular border for " + probe.id());
    }
    PixelFrame source = source(border);
    AffineMap inverse = probe.map(height(), width()).inverse();
    new Warp(source, edge(probe, border), fillColour(border)).render(inverse, target);
  }

  /**
   * Writes the probed image sampled back into the reference frame, T⁻¹Tx. A pixel that would need
   * anything from outside either frame keeps the reference's own value, so only resampling differs;
   * an exact probe gives the reference bit for bit.
   */
  public void renderRoundTrip(Probe probe, Border border, float[] target) {
    renderReference(border, target);
    if (!probe.isExact(height(), width())) {
      float[] probed = new float[target.length];
      renderProbe(probe, border, probed);
      RoundTrip.replaceVisible(
          probe.map(height(), width()), probe instanceof Crop, this, probed, target);
    }
  }

  /** The size of the embedded image on the canvas, whose margins are a quarter of each side. */
  public static FrameSize canvasContent(int height, int width) {
    return new FrameSize(height - 2 * (height / 4), width - 2 * (width / 4));
  }

  /** True when no content of the embedded image leaves the canvas under the probe. */
  public static boolean canvasKeeps(Probe probe, int height, int width) {
    AffineMap map = probe.map(height, width);
    double top = height / 4 - 0.5;
    double left = width / 4 - 0.5;
    for (double y : new double[] {top, height - 1 - top}) {
      for (double x : new double[] {left, width - 1 - left}) {
        double movedY = Warp.snap(map.mapY(y, x) + 0.5);
        double movedX = Warp.snap(map.mapX(y, x) + 0.5);
        if (movedY < 0 || movedY > height || movedX < 0 || movedX > width) {
          return false;
        }
      }
    }
    return true;
  }

  private PixelFrame source(Border border) {
    return border instanceof Border.Canvas ? canvas() : frame;
  }

  private synchronized PixelFrame canvas() {
    if (canvas == null) {
      canvas = CanvasFrame.embed(frame);
    }
    return canvas;
  }

  private static Warp.Edge edge(Probe probe, Border border) {
    if (border instanceof Border.Context) {
      return Warp.Edge.NEAREST_STORED;
    }
    if (probe instanceof Crop) {
      return Warp.Edge.CLAMP;
    }
    return border instanceof Border.Reflect
        ? Warp.Edge.REFLECT
        : border instanceof Border.Circular ? Warp.Edge.CIRCULAR : Warp.Edge.FILL;
  }

  private float[] fillColour(Border border) {
    return border instanceof Border.Fill fill
        ? ChannelMixer.fill(fill.colour(), frame, preprocessing)
        : frame.ringMean();
  }

  private void check(float[] target) {
    if (target.length != channels() * height() * width()) {
      throw new IllegalArgumentException(
          target.length + " values for " + channels() + "x" + height() + "x" + width());
    }
  }
}
