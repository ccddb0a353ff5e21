package dev.gimbal.image;

import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A 5×7 dot font for captions, because a headless Java may have no fonts. Letters are capitals; an
 * unknown character is a box.
 */
final class DotFont {
  static final int HEIGHT = 7;
  static final int ADVANCE = 6;

  private static final int WIDTH = 5;
  private static final String BOX = "1F11111111111F";
  private static final Map<Character, String> GLYPHS = new HashMap<>();

  static {
    // Each glyph is seven rows of two hexadecimal digits, five bits a row, leftmost bit highest.
    define(
        "ABCDEFG",
        "0E11111F111111",
        "1E11111E11111E",
        "0E11101010110E",
        "1E11111111111E",
        "1F10101E10101F",
        "1F10101E101010",
        "0E11101711110F");
    define(
        "HIJKLMN",
        "1111111F111111",
        "0E04040404040E",
        "0702020202120C",
        "11121418141211",
        "1010101010101F",
        "111B1515111111",
        "11191513111111");
    define(
        "OPQRSTU",
        "0E11111111110E",
        "1E11111E101010",
        "0E11111115120D",
        "1E11111E141211",
        "0F10100E01011E",
        "1F040404040404",
        "1111111111110E");
    define(
        "VWXYZ ",
        "11111111110A04",
        "11111115151B11",
        "11110A040A1111",
        "11110A04040404",
        "1F01020408101F",
        "00000000000000");
    define(
        "01234",
        "0E11131519110E",
        "040C040404040E",
        "0E11010608101F",
        "0E11010601110E",
        "02060A121F0202");
    define(
        "56789",
        "1F101E0101110E",
        "0608101E11110E",
        "1F010204080808",
        "0E11110E11110E",
        "0E11110F01020C");
    define(
        "-=.,+/",
        "0000001F000000",
        "00001F001F0000",
        "00000000000C0C",
        "000000000C0408",
        "0004041F040400",
        "01010204081010");
    define(
        "°:_()%",
        "06090906000000",
        "000C0C000C0C00",
        "0000000000001F",
        "02040808080402",
        "08040202020408",
        "18190204081303");
  }

  private DotFont() {}

  private static void define(String characters, String... rows) {
    for (int i = 0; i < rows.length; i++) {
      GLYPHS.put(characters.charAt(i), rows[i]);
    }
  }

  /** Draws at most so many characters with the top left corner of the first at (left, top). */
  static void draw(BufferedImage image, String text, int left, int top, int limit, int rgb) {
    String shown = text.toUpperCase(Locale.ROOT);
    for (int i = 0; i < Math.min(limit, shown.length()); i++) {
      String glyph = GLYPHS.getOrDefault(shown.charAt(i), BOX);
      for (int y = 0; y < HEIGHT; y++) {
        int row = Integer.parseInt(glyph, 2 * y, 2 * y + 2, 16);
        for (int x = 0; x < WIDTH; x++) {
          if ((row >> (WIDTH - 1 - x) & 1) == 1) {
            image.setRGB(left + i * ADVANCE + x, top + y, rgb);
          }
        }
      }
    }
  }
}
