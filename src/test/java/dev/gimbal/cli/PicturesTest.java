package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.result.Answer;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.PicturePair;
import dev.gimbal.result.PicturePair.LayerMaps;
import dev.gimbal.result.PicturePair.Reason;
import dev.gimbal.result.Png;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ResultJson;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pictures of an audit, on networks whose worst pairs theory knows. */
final class PicturesTest {
  private static final int SIDE = 12;

  /** The pixel that the network reads. */
  private static final int AT = 5;

  private static final int WHITE = 255;

  @TempDir Path folder;
  private Path images;

  @BeforeEach
  void drawSquares() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
  }

  /** A white square of odd side about the pixel that is read, on black; none below 0. */
  private void square(String name, int side) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = AT - side / 2; y <= AT + side / 2; y++) {
      for (int x = AT - side / 2; x <= AT + side / 2; x++) {
        image.getRaster().setSample(x, y, 0, WHITE);
      }
    }
    ImageIO.write(image, "png", images.resolve(name).toFile());
  }

  /**
   * White at the pixel means class 1; reads one position, so a square of side 2k+1 needs k+1 px.
   */
  private NetworkBuilder positionReader() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 1, SIDE, SIDE);
    float[] weights = new float[SIDE * SIDE * 2];
    weights[(AT * SIDE + AT) * 2 + 1] = 1;
    String flat = net.node("Flatten", List.of("x"));
    String read =
        net.node("MatMul", List.of(flat, net.floats(new long[] {SIDE * SIDE, 2}, weights)));
    net.node("Add", List.of(read, net.floats(new long[] {2}, 3, 0)), List.of("answer"));
    return net.output("answer");
  }

  private Path shifts() throws IOException {
    return Files.writeString(
        folder.resolve("shifts.yaml"),
        "version: 1\nprobes:\n"
            + "  - {family: translation, dx: {from: -3, to: 3, step: 1}, dy: [0], unit: px}\n");
  }

  private AuditResult audit(Path model, Object... more) {
    run("result", model, 1, more);
    return ResultJson.read(folder.resolve("result.json"));
  }

  private void run(String name, Path model, int threads, Object... more) {
    List<Object> words = new ArrayList<>(List.of("audit", model, "--provider", "cpu"));
    words.addAll(List.of("--threads", threads, "--no-timings", "--quiet"));
    words.addAll(List.of("-o", "json=" + folder.resolve(name + ".json")));
    words.addAll(List.of("-o", "html=" + folder.resolve(name + ".html")));
    words.addAll(List.of(more));
    CliRun.of(words.toArray()).measured();
  }

  private static BufferedImage decode(Png png) {
    try {
      byte[] bytes = Base64.getDecoder().decode(png.base64());
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
      assertThat(List.of(image.getHeight(), image.getWidth()))
          .isEqualTo(List.of(png.height(), png.width()));
      return image;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int[] grey(Png png) {
    BufferedImage image = decode(png);
    return image.getRaster().getSamples(0, 0, png.width(), png.height(), 0, (int[]) null);
  }

  private static ProbeInfo probe(AuditResult result, PicturePair pair) {
    return result.probes().get(pair.probe());
  }

  private AuditResult squaresRead(Object... more) throws IOException {
    square("one.png", 1);
    square("three.png", 3);
    square("five.png", 5);
    square("black.png", -2);
    Path model = positionReader().write(folder, "net.onnx");
    return auditSquares(model, more);
  }

  private AuditResult auditSquares(Path model, Object... more) throws IOException {
    List<Object> words = new ArrayList<>(List.of("--images", images, "--preprocess", "raw"));
    words.addAll(List.of("--probes", shifts()));
    words.addAll(List.of(more));
    return audit(model, words.toArray());
  }

  @Test
  void theSmallestMoveThatFlipsComesFirstAndWhatNeverFlipsIsNotShown() throws IOException {
    AuditResult result = squaresRead();
    List<PicturePair> pairs = result.pictures();
    assertThat(pairs)
        .extracting(PicturePair::name)
        .containsExactlyInAnyOrder("one.png", "three.png", "five.png");
    assertThat(pairs.get(0).name()).isEqualTo("one.png");
    assertThat(pairs.get(0).reason()).isEqualTo(Reason.SMALLEST_MOVE);
    for (PicturePair pair : pairs) {
      int needed = pair.name().equals("one.png") ? 1 : pair.name().equals("three.png") ? 2 : 3;
      int moved = Math.abs(probe(result, pair).dx().orElseThrow());
      if (pair.reason() == Reason.SMALLEST_MOVE) {
        assertThat(moved).as(pair.name()).isEqualTo(needed);
      } else {
        assertThat(moved).as(pair.name()).isGreaterThanOrEqualTo(needed);
      }
    }
  }

  @Test
  void theAnswerBeforeAndAfterIsTheNetworksOwn() throws IOException {
    Answer answer = squaresRead().pictures().get(0).answers().get(0);
    assertThat(answer.topBefore()).contains(1);
    assertThat(answer.topAfter()).contains(0);
    double kept = 1 / (1 + Math.exp(-3));
    assertThat(answer.classes()).extracting(Answer.ClassShare::index).containsExactly(1, 0);
    assertThat(answer.classes().get(0).before()).isEqualTo(1, within(1e-9));
    assertThat(answer.classes().get(0).after()).isEqualTo(1 - kept, within(1e-9));
    assertThat(answer.classes().get(1).after()).isEqualTo(kept, within(1e-9));
  }

  @Test
  void picturesShowTheImageAndItsShiftPixelByPixel() throws IOException {
    AuditResult result = squaresRead();
    PicturePair pair = result.pictures().get(0);
    int dx = probe(result, pair).dx().orElseThrow();
    int[] original =
        ImageIO.read(new File(images.toFile(), "one.png"))
            .getRaster()
            .getSamples(0, 0, SIDE, SIDE, 0, (int[]) null);
    assertThat(grey(pair.reference())).isEqualTo(original);
    int[] shifted = new int[original.length];
    for (int i = 0; i < shifted.length; i++) {
      int from = i % SIDE - dx;
      shifted[i] = from < 0 || from >= SIDE ? 0 : original[i / SIDE * SIDE + from];
    }
    assertThat(grey(pair.probed())).isEqualTo(shifted);
  }

  @Test
  void labelsDecideWhichReferencesCount() throws IOException {
    Path labels =
        Files.writeString(
            folder.resolve("labels.csv"),
            "file,index\none.png,0\nthree.png,1\nfive.png,0\nblack.png,0\n");
    AuditResult result = squaresRead("--labels", labels);
    assertThat(result.pictures()).extracting(PicturePair::name).containsExactly("three.png");
    assertThat(result.pictures().get(0).label()).contains(1);
  }

  @Test
  void whatWasWrongBeforeIsShownWhereNothingElseIsLeft() throws IOException {
    Path labels =
        Files.writeString(
            folder.resolve("labels.csv"),
            "file,index\none.png,0\nthree.png,0\nfive.png,0\nblack.png,0\n");
    assertThat(squaresRead("--labels", labels).pictures()).hasSize(3);
  }

  @Test
  void aNetworkThatNeverChangesItsAnswerHasNoPictures() throws IOException {
    square("one.png", 1);
    square("three.png", 3);
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 1, SIDE, SIDE);
    String mean = net.node("GlobalAveragePool", List.of("x"));
    net.node("Conv", List.of(mean, net.floats(new long[] {2, 1, 1, 1}, 1, -1)), List.of("answer"));
    AuditResult result = auditSquares(net.output("answer").write(folder, "net.onnx"));
    assertThat(result.pictures()).isEmpty();
    assertThat(Files.readString(folder.resolve("result.html"))).doesNotContain("id=\"pictures\"");
  }

  @Test
  void namesOfClassesComeFromTheSidecarWhereTheirNumberFits() throws IOException {
    Files.writeString(folder.resolve("names.txt"), "night\nday\n");
    Path sidecar = folder.resolve("net.gimbal.yaml");
    String text = "scale: 1\nmean: [0]\nstd: [1]\nresize: {exact: [12, 12]}\n";
    Files.writeString(
        sidecar, text + "outputs: {answer: {kind: classes, classNames: names.txt}}\n");
    PicturePair named = squaresReadWithSidecar(sidecar);
    assertThat(named.answers().get(0).classes())
        .extracting(Answer.ClassShare::name)
        .containsExactly("day", "night");
    assertThat(Files.readString(folder.resolve("result.html")))
        .contains("day (1) becomes night (0)");
    Files.writeString(folder.resolve("names.txt"), "background\nnight\nday\n");
    PicturePair unnamed = squaresReadWithSidecar(sidecar);
    assertThat(unnamed.answers().get(0).classes())
        .extracting(Answer.ClassShare::name)
        .containsExactly("", "");
  }

  private PicturePair squaresReadWithSidecar(Path sidecar) throws IOException {
    square("one.png", 1);
    square("three.png", 3);
    Path model = positionReader().write(folder, "net.onnx");
    AuditResult result =
        audit(model, "--images", images, "--preprocess", sidecar, "--probes", shifts());
    return result.pictures().get(0);
  }

  @Test
  void noImagesLeavesNoPixelAndNoNameOfThem() throws IOException {
    Files.writeString(images.resolve("torn.png"), "no image");
    AuditResult shown = squaresRead();
    assertThat(ResultJson.text(shown)).contains("one.png", "torn.png", "base64");
    AuditResult hidden = squaresRead("--no-images");
    String json = Files.readString(folder.resolve("result.json"));
    String page = Files.readString(folder.resolve("result.html"));
    for (String text : List.of(json, page)) {
      assertThat(text)
          .doesNotContain("one.png", "three.png", "five.png", "black.png", "torn.png")
          .doesNotContain(pixels(shown));
    }
    assertThat(json).doesNotContain("base64");
    assertThat(page).doesNotContain("id=\"pictures\"");
    assertThat(hidden.warnings())
        .anyMatch(warning -> warning.startsWith("1 image(s) cannot be read"));
    assertThat(hidden.plan().command()).contains("--no-images");
    assertThat(hidden.scores()).isEqualTo(shown.scores());
  }

  /** The page has pictures of weights, too: only those of images must be gone. */
  private static List<String> pixels(AuditResult result) {
    List<String> pixels = new ArrayList<>();
    for (PicturePair pair : result.pictures()) {
      pixels.add(pair.reference().base64());
      pixels.add(pair.probed().base64());
    }
    assertThat(pixels).hasSizeGreaterThan(4);
    return pixels;
  }

  @Test
  void aReportCanLeaveOutThePicturesOfAResultThatHasThem() throws IOException {
    AuditResult shown = squaresRead();
    Path page = folder.resolve("again.html");
    Path json = folder.resolve("result.json");
    CliRun.of("report", json, "-o", "html=" + page).measured();
    assertThat(Files.readString(page)).contains(pixels(shown)).contains("one.png");
    CliRun.of("report", json, "--no-images", "-o", "html=" + page).measured();
    assertThat(Files.readString(page)).doesNotContain(pixels(shown)).doesNotContain("one.png");
  }

  @Test
  void noImagesNamesNoFileThatWasGivenAsSuch() throws IOException {
    square("jane.png", 1);
    square("joan.png", 3);
    Path model = positionReader().write(folder, "net.onnx");
    Object[] given = {
      "--images",
      images.resolve("jane.png"),
      "--images",
      images.resolve("joan.png"),
      "--preprocess",
      "raw",
      "--no-images"
    };
    AuditResult result = audit(model, given);
    assertThat(ResultJson.text(result)).doesNotContain("jane", "joan");
    assertThat(result.plan().imageSource()).isEqualTo("FILE");
  }

  /** Channel 0 follows its input exactly, channel 1 weighs positions: it must be the one shown. */
  private Path positionWeigher() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 1, SIDE, SIDE);
    net.node("Conv", List.of("x", net.floats(new long[] {2, 1, 1, 1}, 1, 1)), List.of("even"));
    float[] weights = new float[2 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      weights[i] = 1;
      weights[SIDE * SIDE + i] = i % SIDE;
    }
    String constant = net.floats(new long[] {1, 2, SIDE, SIDE}, weights);
    net.node("Mul", List.of("even", constant), List.of("weighed"));
    String flat = net.node("Flatten", List.of("weighed"));
    net.node("MatMul", List.of(flat, net.weights(2 * SIDE * SIDE, 3)), List.of("answer"));
    return net.output("answer").write(folder, "net.onnx");
  }

  @Test
  void mapsShowTheChannelThatChangedMostMovedBack() throws IOException {
    square("one.png", 1);
    square("three.png", 3);
    square("five.png", 5);
    Path model = positionWeigher();
    AuditResult result =
        auditSquares(model, "--layers", "tensor:even", "--layers", "tensor:weighed");
    PicturePair pair = result.pictures().get(0);
    int dx = probe(result, pair).dx().orElseThrow();
    LayerMaps even = maps(result, pair, "even");
    assertThat(even.largestChange()).isZero();
    assertThat(even.high()).isEqualTo(WHITE);
    int[] reference = decode(even.before()).getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
    int[] moved = decode(even.movedBack().orElseThrow()).getRGB(0, 0, SIDE, SIDE, null, 0, SIDE);
    for (int i = 0; i < moved.length; i++) {
      int column = i % SIDE + dx;
      boolean visible = column >= 0 && column < SIDE;
      assertThat(moved[i] >>> 24).as("cell %d", i).isEqualTo(visible ? 0xFF : 0);
      if (visible) {
        assertThat(moved[i]).isEqualTo(reference[i]);
      }
    }
    LayerMaps weighed = maps(result, pair, "weighed");
    assertThat(weighed.channel()).isEqualTo(1);
    assertThat(weighed.largestChange()).isEqualTo((double) WHITE * Math.abs(dx));
  }

  private static LayerMaps maps(AuditResult result, PicturePair pair, String layer) {
    return pair.maps().stream()
        .filter(maps -> result.layers().get(maps.layer()).name().equals(layer))
        .findFirst()
        .orElseThrow();
  }

  /** What the model's input looks like. */
  private enum Form {
    RGB,
    BGR,
    NHWC,
    HALF,
    BYTE
  }

  /** Whatever form the network takes, a person sees the picture's own colours. */
  @ParameterizedTest
  @EnumSource
  void everyFormOfInputIsShownInItsOwnColours(Form form) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(form.ordinal());
    for (String name : List.of("a.png", "b.png", "c.png")) {
      for (int i = 0; i < SIDE * SIDE; i++) {
        image.setRGB(i % SIDE, i / SIDE, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", images.resolve(name).toFile());
    }
    Path sidecar = folder.resolve("net.gimbal.yaml");
    boolean standard = form == Form.RGB || form == Form.BGR || form == Form.HALF;
    Files.writeString(
        sidecar,
        "input: {name: x, channels: "
            + (form == Form.BGR ? "BGR" : "RGB")
            + "}\nresize: {exact: [12, 12]}\n"
            + (standard
                ? "scale: 0.00392156862745098\nmean: [0.5, 0.25, 0.125]\nstd: [0.5, 0.25, 2]\n"
                : "scale: 1\nmean: [0]\nstd: [1]\n"));
    AuditResult result =
        audit(
            colourNetwork(form), "--images", images, "--preprocess", sidecar, "--probes", shifts());
    assertThat(result.pictures()).isNotEmpty();
    for (PicturePair pair : result.pictures()) {
      BufferedImage seen = decode(pair.reference());
      BufferedImage given = ImageIO.read(images.resolve(pair.name()).toFile());
      assertThat(seen.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE))
          .isEqualTo(given.getRGB(0, 0, SIDE, SIDE, null, 0, SIDE));
      assertThat(pair.answers().get(0).topBefore()).isPresent();
    }
  }

  private Path colourNetwork(Form form) {
    NetworkBuilder net = new NetworkBuilder(3).opset(19);
    long[] shape =
        form == Form.NHWC ? new long[] {1, SIDE, SIDE, 3} : new long[] {1, 3, SIDE, SIDE};
    int type =
        form == Form.HALF
            ? NetworkBuilder.FLOAT16
            : form == Form.BYTE ? NetworkBuilder.UINT8 : NetworkBuilder.FLOAT;
    net.typedInput("x", type, shape);
    String floats =
        type == NetworkBuilder.FLOAT
            ? "x"
            : net.node("Cast", List.of("x"), NetworkBuilder.integer("to", NetworkBuilder.FLOAT));
    String planes =
        form == Form.NHWC
            ? net.node("Transpose", List.of(floats), NetworkBuilder.ints("perm", 0, 3, 1, 2))
            : floats;
    String map = net.convolution(planes, net.weights(4, 3, 3, 3), 2, 2);
    String flat = net.node("Flatten", List.of(map));
    String row = net.node("MatMul", List.of(flat, net.weights(4 * 25, 7)));
    // Rows of bytes would saturate the softmax: no probability could drop.
    net.node("Mul", List.of(row, net.floats(new long[] {1}, 0.01f)), List.of("answer"));
    return net.output("answer").write(folder, "net.onnx");
  }

  @Test
  void outputsOfEveryKindSayWhatChangedOnDrawnImages() throws IOException {
    NetworkBuilder net = new NetworkBuilder(4);
    net.input("x", 1, 3, 16, 16);
    String map = net.node("Relu", List.of(net.convolution("x", net.weights(4, 3, 3, 3))));
    net.node("Conv", List.of(map, net.weights(3, 4, 1, 1)), List.of("mask"));
    String flat = net.node("Flatten", List.of(map));
    net.node("MatMul", List.of(flat, net.weights(4 * 14 * 14, 5)), List.of("vector"));
    net.node("MatMul", List.of(flat, net.weights(4 * 14 * 14, 1)), List.of("number"));
    Path model = net.output("mask").output("vector").output("number").write(folder, "net.onnx");
    Files.writeString(
        folder.resolve("net.gimbal.yaml"),
        "scale: 0.00392156862745098\nmean: [0.5]\nstd: [0.25]\n"
            + "outputs: {mask: {kind: dense}, vector: {kind: embedding}, number: {kind: other}}\n");
    AuditResult result = audit(model, "--probes", "quick", "--max-images", "6");
    assertThat(result.outputs()).extracting("kind").containsExactly("dense", "embedding", "other");
    assertThat(result.pictures()).hasSizeBetween(3, 6);
    for (PicturePair pair : result.pictures()) {
      assertThat(pair.name()).startsWith("drawn#");
      assertThat(pair.reason()).isEqualTo(Reason.LARGEST_CHANGE);
      assertThat(pair.answers()).hasSize(3);
      assertThat(pair.answers()).allMatch(answer -> answer.distance().orElseThrow() > 0);
      assertThat(pair.answers().get(0).agreement().orElseThrow()).isLessThan(1);
      assertThat(pair.answers().get(1).agreement()).isEmpty();
    }
    assertThat(Files.readString(folder.resolve("result.html")))
        .contains("of the visible positions keep their class");
  }

  @Test
  void threadsChangeNoByteOfThePictures() throws IOException {
    squaresRead();
    String one = Files.readString(folder.resolve("result.json"));
    String onePage = Files.readString(folder.resolve("result.html"));
    Path model = folder.resolve("net.onnx");
    run("result", model, 2, "--images", images, "--preprocess", "raw", "--probes", shifts());
    assertThat(Files.readString(folder.resolve("result.json"))).isEqualTo(one);
    assertThat(Files.readString(folder.resolve("result.html"))).isEqualTo(onePage);
  }

  /** Both names and labels are placed in the page: they must stay text. */
  @Test
  void hostileNamesOfImagesStayText() throws IOException {
    square("<img src=x onerror=alert(1)>.png", 1);
    square("b.png", 3);
    AuditResult result = auditSquares(positionReader().write(folder, "net.onnx"));
    assertThat(result.pictures())
        .extracting(PicturePair::name)
        .contains("<img src=x onerror=alert(1)>.png");
    String page = Files.readString(folder.resolve("result.html"));
    assertThat(page).doesNotContain("<img src=x").contains("&lt;img src=x");
    Optional<String> anyScript = page.lines().filter(l -> l.contains("onerror=\"")).findFirst();
    assertThat(anyScript).isEmpty();
    assertThat(IntStream.range(0, page.length() - 3).filter(i -> page.startsWith("<img", i)))
        .hasSizeGreaterThanOrEqualTo(4);
  }
}
