package dev.gimbal.cli;

import static dev.gimbal.testing.NetworkBuilder.integer;
import static dev.gimbal.testing.NetworkBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.NetworkBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models with several inputs: those that are not the image are given with --feed. */
final class FeedTest {
  private static final int INT64 = 7;
  private static final int SIDE = 10;
  private static final float[] GAINS = {1, -2, 0.5f, 3};

  @TempDir Path folder;
  private Path gains;
  private Path picks;

  @BeforeEach
  void arrays() throws IOException {
    gains = npy("gains.npy", "<f4", "(1, 4, 1, 1)", floats(ByteOrder.LITTLE_ENDIAN));
    ByteBuffer rows = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    rows.putLong(2).putLong(0);
    picks = npy("picks.npy", "<i8", "(2,)", rows.array());
  }

  private static byte[] floats(ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(order);
    for (float gain : GAINS) {
      bytes.putFloat(gain);
    }
    return bytes.array();
  }

  private Path npy(String name, String type, String shape, byte[] values) throws IOException {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length());
    out.write(0);
    out.write(header.getBytes(StandardCharsets.ISO_8859_1));
    out.write(values);
    return Files.write(folder.resolve(name), out.toByteArray());
  }

  /** A convolution, gains for its channels, a choice of channels, a pool; or with constants. */
  private Path model(boolean inputs) {
    NetworkBuilder net = new NetworkBuilder(6);
    net.input("x", 1, 3, SIDE, SIDE);
    String conv = net.convolution("x", net.weights(4, 3, 3, 3));
    String gain =
        inputs ? net.input("gains", -1, 4, 1, 1) : net.floats(new long[] {1, 4, 1, 1}, GAINS);
    String pick = inputs ? net.typedInput("picks", INT64, 2) : net.longs(2, 0);
    String scaled = net.node("Mul", List.of(conv, gain));
    String picked = net.node("Gather", List.of(scaled, pick), integer("axis", 1));
    net.output(net.node("ReduceMean", List.of(picked), ints("axes", 2, 3)));
    return net.write(folder, inputs ? "fed.onnx" : "constant.onnx");
  }

  private CliRun audit(Path model, Object... more) {
    Object[] all = java.util.Arrays.copyOf(more, more.length + 3);
    all[more.length] = "--max-images";
    all[more.length + 1] = "6";
    all[more.length + 2] = "--no-timings";
    return CliRun.audit(folder, model, all);
  }

  private String result() throws IOException {
    return Files.readString(folder.resolve("result.json"));
  }

  private static String scores(String json) {
    return json.substring(
        json.indexOf("\"scores\""), json.indexOf("\"outputs\"", json.indexOf("\"scores\"")));
  }

  private String hash(String json) {
    String key = "\"planHash\":\"";
    int from = json.indexOf(key) + key.length();
    return json.substring(from, from + 64);
  }

  @Test
  void fedInputsGiveTheScoresOfConstants() throws IOException {
    audit(model(false)).measured();
    String constant = result();
    audit(model(true), "--feed", "gains=" + gains, "--feed", "picks=" + picks).measured();
    String fed = result();
    assertThat(scores(fed)).isEqualTo(scores(constant)).contains("measured");
    assertThat(fed)
        .contains("gains float32 [N,4,1,1] = gains.npy", "picks int64 [2] = picks.npy")
        .contains("--feed gains=" + gains + " --feed picks=" + picks);
  }

  @Test
  void whatIsFedCountsInThePlansHashAndInTheScores() throws IOException {
    Path model = model(true);
    audit(model, "--feed", "gains=" + gains, "--feed", "picks=" + picks).measured();
    String before = result();
    Path other = npy("other.npy", "<f4", "(1, 4, 1, 1)", new byte[16]);
    audit(model, "--feed", "gains=" + other, "--feed", "picks=" + picks).measured();
    assertThat(hash(result())).isNotEqualTo(hash(before));
    assertThat(scores(result())).isNotEqualTo(scores(before)).contains("degenerate");
  }

  @Test
  void aMissingBatchAxisAndTheOtherByteOrderAreUnderstood() throws IOException {
    audit(model(true), "--feed", "gains=" + gains, "--feed", "picks=" + picks).measured();
    String expected = scores(result());
    Path big = npy("big.npy", ">f4", "(4, 1, 1)", floats(ByteOrder.BIG_ENDIAN));
    audit(model(true), "--feed", "gains=" + big, "--feed", "picks=" + picks).measured();
    assertThat(scores(result())).isEqualTo(expected);
  }

  @Test
  void inspectAndProbesTakeFeedsToo() throws IOException {
    CliRun.of("inspect", model(true), "--feed", "gains=" + gains, "--feed", "picks=" + picks)
        .measured();
    java.awt.image.BufferedImage image =
        new java.awt.image.BufferedImage(12, 12, java.awt.image.BufferedImage.TYPE_INT_RGB);
    Path picture = folder.resolve("picture.png");
    javax.imageio.ImageIO.write(image, "png", picture.toFile());
    CliRun.of(
            "probes",
            model(true),
            "--images",
            picture,
            "--feed",
            "gains=" + gains,
            "--feed",
            "picks=" + picks,
            "-o",
            folder.resolve("sheet.png"))
        .measured();
    CliRun.of("inspect", model(true)).refusedWith(ExitCode.INPUT, "--feed gains=FILE.npy");
  }

  @Test
  void aMissingFeedIsAskedForWithTypeAndShape() {
    audit(model(true), "--feed", "gains=" + gains)
        .refusedWith(ExitCode.INPUT, "picks int64 [2]", "--feed picks=FILE.npy");
    audit(model(true))
        .refusedWith(ExitCode.INPUT, "3 inputs", "--feed gains=FILE.npy --feed picks=FILE.npy");
  }

  @Test
  void wrongFeedsAreRefusedWithBothSides() throws IOException {
    Path model = model(true);
    audit(model, "--feed", "gain=" + gains)
        .refusedWith(ExitCode.ARGUMENTS, "no input 'gain'", "gains, ");
    audit(model, "--feed", "gains=" + picks)
        .refusedWith(ExitCode.ARGUMENTS, "int64 [2]", "gains float32 [N,4,1,1]", "astype");
    Path wide = npy("wide.npy", "<f4", "(1, 2, 2, 1)", floats(ByteOrder.LITTLE_ENDIAN));
    audit(model, "--feed", "gains=" + wide)
        .refusedWith(ExitCode.ARGUMENTS, "float32 [1,2,2,1]", "gains float32 [N,4,1,1]");
    audit(model, "--feed", "gains").refusedWith(ExitCode.ARGUMENTS, "not NAME=FILE");
    audit(model, "--feed", "gains=").refusedWith(ExitCode.ARGUMENTS, "not NAME=FILE");
    audit(model, "--feed", "gains=" + gains, "--feed", "gains=" + gains)
        .refusedWith(ExitCode.ARGUMENTS, "'gains' twice");
    audit(model, "--feed", "gains=" + folder.resolve("none.npy"))
        .refusedWith(ExitCode.INPUT, "none.npy");
    audit(model, "--feed", "gains=" + model).refusedWith(ExitCode.INPUT, "not a .npy file");
    Path text = npy("text.npy", "<U4", "(1,)", new byte[16]);
    audit(model, "--feed", "gains=" + text).refusedWith(ExitCode.INPUT, "<U4", "numbers");
    Path cut = npy("cut.npy", "<f4", "(1, 4, 1, 1)", new byte[15]);
    audit(model, "--feed", "gains=" + cut).refusedWith(ExitCode.INPUT, "15 bytes present");
  }

  @Test
  void outputsNeverReplaceAFeed() throws IOException {
    byte[] before = Files.readAllBytes(gains);
    CliRun.of("audit", model(true), "--feed", "gains=" + gains, "-o", "json=" + gains)
        .refusedWith(ExitCode.ARGUMENTS, "is an input of this run");
    assertThat(Files.readAllBytes(gains)).isEqualTo(before);
  }

  @Test
  void ofTwoPicturesTheOneThatIsNotFedIsTheImage() throws IOException {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("left", 1, 1, 8, 8);
    net.input("right", 1, 1, 8, 8);
    net.output(net.node("Add", List.of("left", "right")));
    Path model = net.write(folder, "stereo.onnx");
    audit(model).refusedWith(ExitCode.INPUT, "2 inputs", "without one of them", "sidecar");
    Path right = npy("right.npy", "<f4", "(1, 1, 8, 8)", new byte[256]);
    audit(model, "--feed", "right=" + right).measured();
    assertThat(result()).contains("{\"name\":\"left\",\"op\":\"Input\"");
    Files.writeString(folder.resolve("stereo.gimbal.yaml"), "input: {name: right}\n");
    audit(model).refusedWith(ExitCode.INPUT, "--feed left=FILE.npy.");
    audit(model, "--feed", "left=" + right).measured();
    assertThat(result()).contains("{\"name\":\"right\",\"op\":\"Input\"");
  }
}
