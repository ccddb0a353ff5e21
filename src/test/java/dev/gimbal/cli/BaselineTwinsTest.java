package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gimbal.onnx.ModelProto;
import dev.gimbal.testing.CliRun;
import dev.gimbal.testing.HalfPrecision;
import dev.gimbal.testing.PlainAnswers;
import dev.gimbal.testing.PlainAnswers.Shift;
import dev.gimbal.testing.Twins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trained networks against what exports make of them: half precision, quantisation, another
 * exporter, better training, and accidents. Files that no Java code makes are written by {@code
 * samples/train/twins.py}.
 */
class BaselineTwinsTest {
  private static final Path SAMPLES = Path.of("samples");
  private static final Path MADE = Path.of("src/test/resources/dev/gimbal/gate");
  private static final List<Shift> SHIFTS =
      List.of(new Shift(-3, 0), new Shift(3, 0), new Shift(0, -3), new Shift(0, 3));
  private static final String PROBES =
      """
      version: 1
      border: {translation: {fill: [0]}, rotation: fill}
      probes:
        - {family: translation, dx: [-3, 3], dy: [0]}
        - {family: translation, dx: [0], dy: [-3, 3]}
        - {family: rotation, degrees: [-10, 10]}
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void audit() throws IOException {
    Files.writeString(folder.resolve("probes.yaml"), PROBES);
    ModelProto max = Twins.read(SAMPLES.resolve("pooling-trade/max.onnx"));
    model("pooling-trade", "max", "max", max);
    model("pooling-trade", "max", "dynamo", Twins.read(MADE.resolve("dynamo.onnx")));
    model("pooling-trade", "max", "max-int8", Twins.read(MADE.resolve("max-int8.onnx")));
    model("pooling-trade", "max", "max-half", HalfPrecision.of(max));
    model("pooling-trade", "max", "unpadded", Twins.attribute(max, 2, "pads", 0, 0, 0, 0));
    model("pooling-trade", "max", "strided", Twins.attribute(max, 2, "strides", 2, 2));
    model("pooling-trade", "max", "zeroed", Twins.zeroed(max, 2, 3));
    ModelProto lenet = Twins.read(SAMPLES.resolve("lenet-shifted/lenet.onnx"));
    model("lenet-shifted", "lenet", "lenet", lenet);
    model("lenet-shifted", "lenet", "lenet-half", HalfPrecision.of(lenet));
    model("lenet-shifted", "lenet", "lenet-int8", Twins.read(MADE.resolve("lenet-int8.onnx")));
    model("lenet-shifted", "lenet", "lenet-moved", Twins.attribute(lenet, 1, "pads", 1, 2, 3, 2));
    model("lenet-shifted", "lenet", "lenet-zeroed", Twins.zeroed(lenet, 2, 5));
    for (String name : List.of("plain", "augmented")) {
      ModelProto trained = Twins.read(SAMPLES.resolve("augmentation/" + name + ".onnx"));
      model("augmentation", name, name, trained);
    }
  }

  /** Writes a twin beside its sample's pictures and audits it. */
  private static void model(String sample, String sidecar, String name, ModelProto model)
      throws IOException {
    Path place = folder.resolve(sample);
    Path source = SAMPLES.resolve(sample);
    if (!Files.exists(place)) {
      Files.createDirectories(place.resolve("images"));
      Files.copy(source.resolve("labels.csv"), place.resolve("labels.csv"));
      try (Stream<Path> images = Files.list(source.resolve("images"))) {
        for (Path image : images.toList()) {
          Files.copy(image, place.resolve("images").resolve(image.getFileName()));
        }
      }
    }
    Files.copy(source.resolve(sidecar + ".gimbal.yaml"), place.resolve(name + ".gimbal.yaml"));
    Path file = Files.write(place.resolve(name + ".onnx"), model.toByteArray());
    CliRun.of(
            "audit",
            file,
            "--probes",
            folder.resolve("probes.yaml"),
            "--provider",
            "cpu",
            "--quiet",
            "--no-images",
            "-o",
            "json=" + result(name))
        .measured();
  }

  private static Path result(String name) {
    return folder.resolve(name + ".json");
  }

  private record Verdict(int code, JsonNode result, String text) {
    String firstFailed() {
      for (JsonNode rule : result.get("gate").get("rules")) {
        if (rule.get("verdict").asString().equals("FAIL")) {
          return rule.get("id").asString();
        }
      }
      return "nothing";
    }

    String firstNamed() {
      JsonNode found = rule(firstFailed()).get("violations").get(0);
      return result.get("layers").get(found.get("layer").asInt()).get("name").asString();
    }

    JsonNode rule(String id) {
      return StreamSupport.stream(result.get("gate").get("rules").spliterator(), false)
          .filter(rule -> rule.get("id").asString().equals(id))
          .findFirst()
          .orElseThrow();
    }

    /** What the text says that no mean fell by more than. */
    double bound() {
      Matcher found = Pattern.compile("no mean's drop is above ([0-9.]+),").matcher(text);
      return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }
  }

  private static Verdict check(String twin, String baseline, String maxDrop) throws IOException {
    Path policy =
        Files.writeString(
            folder.resolve("policy.yaml"),
            "version: 1\nbaseline: {path: %s.json, max-drop: %s}\n".formatted(baseline, maxDrop));
    List<Object> args = new ArrayList<>(List.of("check", result(twin), "--policy", policy));
    CliRun text = CliRun.of(args.toArray());
    args.addAll(List.of("-o", "json=-"));
    CliRun json = CliRun.of(args.toArray());
    return new Verdict(text.code(), JsonMapper.shared().readTree(json.out()), text.out());
  }

  /** Other names, another operator for the average, weights folded in another order. */
  @Test
  void anotherExporterPassesAtRounding() throws IOException {
    Verdict verdict = check("dynamo", "max", "0.00001");
    assertThat(verdict.code()).as(verdict.text()).isZero();
    assertThat(verdict.text())
        .contains("7 of 9 layers have another name")
        .contains("was GlobalAveragePool, is ReduceMean")
        .contains("Every image is answered as in the baseline");
    assertThat(verdict.rule("baseline:equivariance").get("passed").asInt()).isPositive();
  }

  /** No answer changes, but so few images cannot show that less than one in a hundred would. */
  @ParameterizedTest
  @CsvSource({"lenet-half, lenet, 100, 0.04", "max-half, max, 60, 0.06"})
  void halfPrecisionPassesWhatItsImagesCanShow(
      String twin, String baseline, int images, String maxDrop) throws IOException {
    Verdict tight = check(twin, baseline, "0.01");
    assertThat(tight.code()).as(tight.text()).isEqualTo(ExitCode.INCONCLUSIVE);
    JsonNode accuracy = tight.rule("baseline:referenceAccuracy").get("undecided").get(0);
    assertThat(accuracy.get("found").get("n").asInt()).isEqualTo(images);
    assertThat(accuracy.get("found").get("value").asDouble()).isZero();
    assertThat(accuracy.get("imagesToDecide").asInt()).isEqualTo(308);
    assertThat(tight.rule("baseline:invariance").get("verdict").asString()).isEqualTo("PASS");
    assertThat(check(twin, baseline, maxDrop).code()).isZero();
  }

  /** The drop is what another program finds, and the gate bounds it by more than that. */
  @ParameterizedTest
  @CsvSource({
    "lenet-int8, lenet, lenet-shifted",
    "max-int8, max, pooling-trade",
    "lenet-half, lenet, lenet-shifted"
  })
  void whatIsSaidOfQuantisationIsTrue(String twin, String baseline, String sample)
      throws IOException {
    Path place = folder.resolve(sample);
    double[] scale = scale(place.resolve(baseline + ".gimbal.yaml"));
    PlainAnswers before =
        PlainAnswers.of(place.resolve(baseline + ".onnx"), place, scale[0], scale[1], SHIFTS);
    PlainAnswers after =
        PlainAnswers.of(place.resolve(twin + ".onnx"), place, scale[0], scale[1], SHIFTS);
    CliRun diff = CliRun.of("diff", result(baseline), result(twin), "--json").measured();
    JsonNode outputs = JsonMapper.shared().readTree(diff.out()).get("outputs");
    double accuracyDrop = before.accuracy() - after.accuracy();
    double consistencyDrop = before.consistency() - after.consistency();
    assertThat(drop(outputs, "referenceAccuracy", "all")).isCloseTo(accuracyDrop, within(1e-9));
    assertThat(drop(outputs, "consistencyMean", "translation"))
        .isCloseTo(consistencyDrop, within(1e-9));
    Verdict verdict = check(twin, baseline, "0.01");
    assertThat(verdict.code()).as(verdict.text()).isEqualTo(ExitCode.INCONCLUSIVE);
    assertThat(verdict.bound())
        .isGreaterThan(Math.max(accuracyDrop, consistencyDrop))
        .isBetween(0.01, 0.08);
    for (String rule : List.of("missing-layers", "changed-layers", "new-layers", "channels")) {
      JsonNode found = verdict.rule("baseline:" + rule);
      assertThat(found.get("verdict").asString()).as(verdict.text()).isEqualTo("PASS");
    }
  }

  /** Mean and standard deviation as the sidecar states them. */
  private static double[] scale(Path sidecar) throws IOException {
    Matcher found =
        Pattern.compile("mean: \\[([0-9.]+)]\\s+std: \\[([0-9.]+)]")
            .matcher(Files.readString(sidecar));
    assertThat(found.find()).isTrue();
    return new double[] {Double.parseDouble(found.group(1)), Double.parseDouble(found.group(2))};
  }

  private static double drop(JsonNode outputs, String score, String orbit) {
    for (JsonNode row : outputs) {
      if (row.get("score").asString().equals(score)
          && row.path("orbit").asString("").equals(orbit)) {
        return -row.get("difference").get("value").asDouble();
      }
    }
    throw new AssertionError("no " + score + " over " + orbit);
  }

  /** Better under what training moved; the price in accuracy is bounded, not hidden. */
  @Test
  void augmentationIsAnImprovementAndItsReverseADrop() throws IOException {
    Verdict better = check("augmented", "plain", "0.08");
    assertThat(better.code()).as(better.text()).isZero();
    JsonNode notes = better.rule("baseline:consistencyMean").get("notes");
    assertThat(notes.toString()).contains("1 of 2 rose by more than 0.08");
    Verdict worse = check("plain", "augmented", "0.08");
    assertThat(worse.code()).isEqualTo(ExitCode.GATE_FAILED);
    assertThat(worse.firstFailed()).isEqualTo("baseline:consistencyMean");
    JsonNode worst = worse.rule("baseline:consistencyMean").get("violations").get(0);
    assertThat(worst.get("reason").asString()).matches("was 0\\.9\\d+, is 0\\.\\d+; the whole.*");
  }

  @ParameterizedTest
  @CsvSource({
    "unpadded, max, changed-layers, /relu2/Relu_output_0",
    "strided, max, changed-layers, /relu2/Relu_output_0",
    "zeroed, max, channels, /relu2/Relu_output_0",
    "lenet-moved, lenet, changed-layers, /relu1/Relu_output_0",
    "lenet-zeroed, lenet, channels, /relu2/Relu_output_0"
  })
  void whatAnAccidentChangedIsNamedFirst(String twin, String baseline, String rule, String layer)
      throws IOException {
    Verdict verdict = check(twin, baseline, "0.01");
    assertThat(verdict.code()).as(verdict.text()).isEqualTo(ExitCode.GATE_FAILED);
    assertThat(verdict.firstFailed()).isEqualTo("baseline:" + rule);
    assertThat(verdict.firstNamed()).isEqualTo(layer);
  }
}
