package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Borders;
import dev.gimbal.probe.Probe;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A grid of everything the probes do to one image, as a PNG: the reference first, then each probe
 * with its id as caption. Network units are turned back into colours.
 */
public final class ContactSheet {
  /** More probes than this do not fit on a sheet; the rest is left out and counted. */
  public static final int MAX_CELLS = 600;

  private static final int MARGIN = 6;
  private static final int SMALLEST_CELL = 112;
  private static final int LARGEST_CELL = 224;
  private static final int PAPER = 0xFFFFFFFF;
  private static final int INK = 0xFF202020;

  private final PreparedImage image;
  private final int scale;
  private final int reduction;
  private final int columns;
  private final BufferedImage sheet;
  private int cells;

  private ContactSheet(PreparedImage image, int count) {
    this.image = image;
    int side = Math.max(image.height(), image.width());
    this.scale = Math.max(1, (SMALLEST_CELL + side - 1) / side);
    this.reduction = Math.max(1, (side + LARGEST_CELL - 1) / LARGEST_CELL);
    this.columns = Math.min(count, Math.max(1, Math.min(12, (int) Math.ceil(Math.sqrt(count)))));
    int rows = (count + columns - 1) / columns;
    this.sheet =
        new BufferedImage(
            columns * cellWidth() + MARGIN,
            rows * cellHeight() + MARGIN,
            BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < sheet.getHeight(); y++) {
      for (int x = 0; x < sheet.getWidth(); x++) {
        sheet.setRGB(x, y, PAPER);
      }
    }
  }

  /**
   * Draws the sheet.
   *
   * @return the bytes of a PNG file
   * @throws InputException when no probe is given
   */
  public static byte[] png(PreparedImage image, List<Probe> probes, Borders borders) {
    if (probes.isEmpty()) {
      throw InputException.arguments("no probes to draw", "Choose probes with --probes.");
    }
    int shown = Math.min(probes.size(), MAX_CELLS);
    ContactSheet contact = new ContactSheet(image, shown + 1);
    float[] pixels = new float[image.channels() * image.height() * image.width()];
    image.renderReference(borders.of(probes.get(0).family()), pixels);
    contact.add("reference", pixels);
    for (Probe probe : probes.subList(0, shown)) {
      Border border = borders.of(probe.family());
      if (border instanceof Border.Context && !image.affords(probe)) {
        contact.skip(probe.id() + " (no context)");
        continue;
      }
      image.renderProbe(probe, border, pixels);
      contact.add(probe.id(), pixels);
    }
    return PngPicture.of(contact.sheet).bytes();
  }

  private int cellWidth() {
    return image.width() * scale / reduction + MARGIN;
  }

  private int cellHeight() {
    return image.height() * scale / reduction + 2 * DotFont.HEIGHT + 6 + MARGIN;
  }

  private int left() {
    return MARGIN + cells % columns * cellWidth();
  }

  private int top() {
    return MARGIN + cells / columns * cellHeight();
  }

  private void skip(String caption) {
    caption(caption);
    cells++;
  }

  private void add(String caption, float[] pixels) {
    float[][] planes = SeenImage.planes(pixels, image.preprocessing());
    int width = image.width() * scale / reduction;
    int height = image.height() * scale / reduction;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int from = y * reduction / scale * image.width() + x * reduction / scale;
        sheet.setRGB(left() + x, top() + y, colour(planes, from));
      }
    }
    caption(caption);
    cells++;
  }

  /** Two lines under the picture, broken at a space. */
  private void caption(String text) {
    int perLine = Math.max(1, (cellWidth() - MARGIN) / DotFont.ADVANCE);
    String shown = text.replace("translation ", "").replace(" px", "");
    int cut = shown.length() <= perLine ? shown.length() : shown.lastIndexOf(' ', perLine);
    int end = cut <= 0 ? Math.min(perLine, shown.length()) : cut;
    int y = top() + image.height() * scale / reduction + 3;
    DotFont.draw(sheet, shown.substring(0, end), left(), y, perLine, INK);
    String rest = shown.substring(end).strip();
    DotFont.draw(sheet, rest, left(), y + DotFont.HEIGHT + 2, perLine, INK);
  }

  private static int colour(float[][] planes, int at) {
    int rgb = 0xFF;
    for (int c = 0; c < 3; c++) {
      rgb = rgb << 8 | Math.round(planes[planes.length == 1 ? 0 : c][at]);
    }
    return rgb;
  }
}
