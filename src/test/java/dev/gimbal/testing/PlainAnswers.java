package dev.gimbal.testing;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * The answers of a model to grey pictures and to their shifts over black, by nothing but ImageIO
 * and ONNX Runtime: what the program's own numbers are held against.
 *
 * @param right whether a picture's top class is its label
 * @param kept share of a picture's shifts that leave its top class as it is
 */
public record PlainAnswers(List<Boolean> right, List<Double> kept) {
  private static final double WHITE = 255;

  /** A shift of the content, pixels to the right and down. */
  public record Shift(int dx, int dy) {}

  /**
   * Runs a model on the pictures that a labels file names.
   *
   * @param folder with {@code labels.csv} and {@code images}
   */
  public static PlainAnswers of(
      Path model, Path folder, double mean, double deviation, List<Shift> shifts) {
    List<Boolean> right = new ArrayList<>();
    List<Double> kept = new ArrayList<>();
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toString())) {
      List<String> rows = Files.readAllLines(folder.resolve("labels.csv"));
      for (String row : rows.subList(1, rows.size())) {
        String[] cells = row.split(",", -1);
        Path file = folder.resolve("images").resolve(cells[0]);
        Raster picture = ImageIO.read(file.toFile()).getRaster();
        int top = top(session, picture, new Shift(0, 0), mean, deviation);
        int same = 0;
        for (Shift shift : shifts) {
          same += top(session, picture, shift, mean, deviation) == top ? 1 : 0;
        }
        right.add(top == Integer.parseInt(cells[1]));
        kept.add(same / (double) shifts.size());
      }
      return new PlainAnswers(right, kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int top(
      OrtSession session, Raster picture, Shift shift, double mean, double deviation)
      throws OrtException {
    int height = picture.getHeight();
    int width = picture.getWidth();
    float[] values = new float[height * width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX = x - shift.dx();
        int fromY = y - shift.dy();
        boolean inside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
        int value = inside ? picture.getSample(fromX, fromY, 0) : 0;
        values[y * width + x] = (float) ((value / WHITE - mean) / deviation);
      }
    }
    String name = session.getInputNames().iterator().next();
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(),
                FloatBuffer.wrap(values),
                new long[] {1, 1, height, width});
        OrtSession.Result result = session.run(Map.of(name, input))) {
      float[] scores = ((float[][]) result.get(0).getValue())[0];
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      return best;
    }
  }

  /** Share of pictures whose top class is their label. */
  public double accuracy() {
    return right.stream().mapToDouble(found -> found ? 1 : 0).average().orElseThrow();
  }

  /** Mean share of shifts that leave the top class as it is. */
  public double consistency() {
    return kept.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
