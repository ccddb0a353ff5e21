package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, labels, sidecars, probe files and outputs that do not fit: what the user is told. */
final class UnusualRequestTest {
  private static final int SIDE = 12;

  @TempDir Path folder;
  private Path model;
  private Path images;

  @BeforeEach
  void writeModelAndImages() throws IOException {
    model = network(3).write(folder, "net.onnx");
    images = Files.createDirectory(folder.resolve("images"));
    for (int i = 0; i < 4; i++) {
      picture(images.resolve("p" + i + ".png"), SIDE, i);
    }
  }

  private static NetworkBuilder network(int channels) {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, channels, SIDE, SIDE);
    String map =
        net.node(
            "Relu",
            List.of(
                net.node(
                    "Conv",
                    List.of("x", net.weights(4, channels, 3, 3)),
                    NetworkBuilder.ints("pads", 1, 1, 1, 1))));
    String pooled = net.node("GlobalAveragePool", List.of(map));
    net.output(net.node("Flatten", List.of(pooled)));
    return net;
  }

  private static void picture(Path file, int side, long seed) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt(0x1000000));
    }
    ImageIO.write(image, "png", file.toFile());
  }

  private CliRun audit(Object... more) {
    return CliRun.audit(folder, model, more);
  }

  private Path file(String name, String... lines) throws IOException {
    return Files.write(folder.resolve(name), List.of(lines));
  }

  @Test
  void goodInputIsMeasured() {
    CliRun run = audit("--images", images).measured();
    assertThat(run.out()).startsWith("MEASURED net.onnx (4 images, indicative");
    assertThat(folder.resolve("result.json")).isNotEmptyFile();
    assertThat(folder.resolve("result.html")).isNotEmptyFile();
  }

  @Test
  void picturesWithoutAChannelAxisAreMeasured() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", -1, SIDE, SIDE);
    String flat = net.node("Flatten", List.of("x"));
    net.output(net.node("MatMul", List.of(flat, net.weights(SIDE * SIDE, 4))));
    Path rows = net.write(folder, "rows.onnx");
    CliRun.audit(folder, rows, "--images", images).measured();
  }

  @Test
  void anUnreadableImageIsNamedAndTheAuditGoesOn() throws IOException {
    Files.write(images.resolve("broken.png"), new byte[] {1, 2, 3});
    Files.write(images.resolve("empty.jpg"), new byte[0]);
    CliRun run = audit("--images", images).measured();
    assertThat(run.out())
        .contains("(4 images")
        .contains("2 image(s) cannot be read")
        .contains("broken.png")
        .contains("empty.jpg");
  }

  @Test
  void tooFewImagesAreCounted() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    audit("--images", one).refusedWith(ExitCode.INPUT, "no images found");
    picture(one.resolve("p.png"), SIDE, 1);
    audit("--images", one).refusedWith(ExitCode.INPUT, "1 readable image", "at least 2");
    audit("--images", folder.resolve("none")).refusedWith(ExitCode.INPUT, "no such file or folder");
  }

  @Test
  void labelsThatDoNotMatchShowBothSides() throws IOException {
    Path labels = file("labels.csv", "file,index", "other.png,3");
    audit("--images", images, "--labels", labels)
        .refusedWith(ExitCode.INPUT, "no file name matches", "other.png", "p0.png");
    Path missing = folder.resolve("none.csv");
    audit("--images", images, "--labels", missing).refusedWith(ExitCode.INPUT, "none.csv");
    Path headless = file("headless.csv", "p0.png,3");
    audit("--images", images, "--labels", headless)
        .refusedWith(ExitCode.INPUT, "expected the columns file and index");
    audit("--images", images, "--labels", "folders").refusedWith(ExitCode.INPUT, "none matches");
  }

  @Test
  void aLabelBeyondTheClassesIsAnError() throws IOException {
    Path labels = file("labels.csv", "file,index", "p0.png,4", "p1.png,0", "p2.png,1", "p3.png,2");
    audit("--images", images, "--labels", labels).refusedWith(ExitCode.INPUT, "4", "class");
  }

  @Test
  void channelsThatDoNotFitNameBothNumbers() throws IOException {
    Path grey = network(1).write(folder, "grey.onnx");
    Path bgr = file("bgr.yaml", "input: {channels: BGR}");
    CliRun.audit(folder, grey, "--preprocess", bgr)
        .refusedWith(ExitCode.ARGUMENTS, "channels BGR", "1 channel");
    Path mean = file("mean.yaml", "mean: [1, 2]", "std: [1, 1]");
    audit("--preprocess", mean).refusedWith(ExitCode.ARGUMENTS, "2", "3 channel");
    Path five = network(5).write(folder, "five.onnx");
    CliRun.audit(folder, five, "--images", images)
        .refusedWith(ExitCode.INPUT, "p", "3 channel", "5");
  }

  @Test
  void aSidecarOfAnotherModelIsRefused() throws IOException {
    Path name = file("a.yaml", "input: {name: data}");
    audit("--preprocess", name).refusedWith(ExitCode.ARGUMENTS, "a.yaml", "'data'", "'x'");
    Path layout = file("b.yaml", "input: {layout: NHWC}");
    audit("--preprocess", layout).refusedWith(ExitCode.ARGUMENTS, "'NHWC'", "'NCHW'");
    Path output = file("c.yaml", "outputs: {logits: {kind: classes}}");
    audit("--preprocess", output).refusedWith(ExitCode.ARGUMENTS, "'logits'", "Its outputs are");
  }

  @Test
  void aBrokenSidecarNamesFileAndLine() throws IOException {
    file("net.gimbal.yaml", "scale: 1", "maen: [0]");
    audit().refusedWith(ExitCode.ARGUMENTS, "net.gimbal.yaml: line 2", "maen", "\"mean\"");
    file("net.gimbal.yaml", "scale: [1", "mean: {");
    audit().refusedWith(ExitCode.ARGUMENTS, "net.gimbal.yaml", "not valid YAML");
    CliRun.of("inspect", model).refusedWith(ExitCode.ARGUMENTS, "not valid YAML");
  }

  @Test
  void aBrokenProbeFileNamesFileAndLine() throws IOException {
    Path probes = file("p.yaml", "version: 1", "probes:", "  - {family: translaton, dx: [1]}");
    CliRun.of("audit", model, "--probes", probes)
        .refusedWith(ExitCode.ARGUMENTS, "p.yaml: line 3", "translaton", "translation");
    CliRun.of("audit", model, "--probes", "quik")
        .refusedWith(ExitCode.ARGUMENTS, "quik", "quick, standard, thorough");
  }

  @Test
  void aSizeThatTheModelDoesNotHaveNamesBoth() {
    audit("--size", "32x32").refusedWith(ExitCode.ARGUMENTS, "32x32", "12x12");
    CliRun.of("inspect", model, "--size", "32x32")
        .refusedWith(ExitCode.ARGUMENTS, "32x32", "12x12");
  }

  @Test
  void anUnknownLayerShowsTheThreeClosest() {
    CliRun run = audit("--layers", "tt99").refusedWith(ExitCode.ARGUMENTS, "tt99 matches none");
    assertThat(run.err()).containsPattern("The closest are: [^,]+, [^,]+, [^,;]+;");
    audit("--layers", "tensor:tt99")
        .refusedWith(ExitCode.ARGUMENTS, "tensor:tt99 matches none", "tensors", "--layers all");
    audit("--layers", "op:Cnov").refusedWith(ExitCode.ARGUMENTS, "op:Cnov", "Conv");
    audit("--layers", "depth:x..1").refusedWith(ExitCode.ARGUMENTS, "depth:x..1");
  }

  @Test
  void cudaWithoutCudaIsRefusedWithTheReason() {
    CliRun run = CliRun.of("audit", model, "--provider", "cuda", "-o", "json=-");
    org.junit.jupiter.api.Assumptions.assumeTrue(run.code() != 0, "this machine has CUDA");
    run.refusedWith(ExitCode.INPUT, "cuda was asked for, but cannot be used: ", "gimbal doctor");
  }

  @Test
  void circularIsForTranslationsAndTheRestIsSaid() {
    CliRun run = audit("--images", images, "--border", "circular").measured();
    assertThat(run.out()).contains("circular is for translations").contains("fill");
  }

  @Test
  void imagesTooSmallForContextAreCounted() throws IOException {
    audit("--images", images, "--border", "context")
        .refusedWith(ExitCode.INPUT, "0 of 4 images are large enough for the context protocol");
    for (int i = 0; i < 3; i++) {
      picture(images.resolve("large" + i + ".png"), 4 * SIDE, 10 + i);
    }
    Path keep = file("keep.yaml", "resize: {none: true}");
    CliRun run = audit("--images", images, "--border", "context", "--preprocess", keep).measured();
    assertThat(run.out()).contains("(3 images").contains("4 images are too small");
  }

  @Test
  void anOutputNeverReplacesAnInput() throws IOException {
    byte[] before = Files.readAllBytes(model);
    Path labels = file("labels.csv", "file,index", "p0.png,0");
    Path weights = Files.write(folder.resolve("weights.bin"), new byte[] {0, 1, 2});
    Path picture = images.resolve("p0.png");
    for (Path target : List.of(model, labels, weights, picture)) {
      byte[] content = Files.readAllBytes(target);
      CliRun.of("audit", model, "--labels", labels, "--images", images, "-o", "json=" + target)
          .refusedWith(ExitCode.ARGUMENTS, target.toString(), "would be overwritten");
      assertThat(Files.readAllBytes(target)).isEqualTo(content);
    }
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), model);
    CliRun.of("audit", model, "-o", "json=" + link)
        .refusedWith(ExitCode.ARGUMENTS, "is an input of this run");
    assertThat(Files.readAllBytes(model)).isEqualTo(before);
    CliRun.of("probes", "--images", images, "-o", picture)
        .refusedWith(ExitCode.ARGUMENTS, "is one of the images");
  }

  @Test
  void anEarlierOutputIsReplaced() {
    audit("--images", images).measured();
    audit("--images", images).measured();
  }

  @Test
  void outputsThatCannotBeWrittenAreRefusedBeforeMeasuring() {
    CliRun.of("audit", model, "-o", "json=" + folder.resolve("no/x.json"))
        .refusedWith(ExitCode.ARGUMENTS, "does not exist", "mkdir -p");
    CliRun.of("audit", model, "-o", "json=" + model.resolve("x.json"))
        .refusedWith(ExitCode.ARGUMENTS, "does not exist");
    CliRun.of("audit", model, "-o", "json=" + folder).refusedWith(ExitCode.ARGUMENTS, "a folder");
  }

  @Test
  void aResultOnStandardOutputIsNothingButJson() {
    CliRun run =
        CliRun.of("audit", model, "--images", images, "--probes", "quick", "-o", "json=-")
            .measured();
    assertThat(run.out().strip()).startsWith("{").endsWith("}");
    tools.jackson.databind.json.JsonMapper.shared().readTree(run.out());
    assertThat(run.err()).contains("MEASURED net.onnx");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("net.onnx", "images");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aSidecarIsWrittenOnceAndReadBack() throws IOException {
    CliRun.of("inspect", model, "--init").measured();
    Path sidecar = folder.resolve("net.gimbal.yaml");
    String text = Files.readString(sidecar);
    assertThat(text)
        .contains("  name: \"x\"")
        .contains("  size: [12, 12]")
        .contains("  layout: NCHW");
    assertThat(text).contains("# channels: RGB").contains("# scale: ").contains("kind: classes");
    CliRun run = audit("--images", images).measured();
    assertThat(run.out()).as("guesses stay guesses").contains("RGB is a guess");
    Files.writeString(
        sidecar, text.replaceAll("(?m)^( *)# (?=[a-z]+: *[0-9\\[{RGB]|  \"|outputs)", "$1"));
    assertThat(audit("--images", images).measured().out()).doesNotContain("is a guess");
    CliRun.of("inspect", model, "--init").refusedWith(ExitCode.ARGUMENTS, "exists already");
  }

  @Test
  void aContactSheetShowsEveryProbe() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    CliRun.of("probes", "--images", images, "--probes", "quick", "-o", sheet).measured();
    BufferedImage withoutModel = ImageIO.read(sheet.toFile());
    CliRun.of("probes", model, "--images", images, "--probes", "quick", "-o", sheet).measured();
    assertThat(withoutModel.getWidth()).isGreaterThan(500);
    assertThat(ImageIO.read(sheet.toFile()).getWidth()).isGreaterThan(500);
    CliRun.of("probes", "--images", images, "--size", "0x1").refusedWith(ExitCode.ARGUMENTS, "0x1");
  }
}
