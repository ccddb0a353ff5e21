package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.InputFeed;
import dev.gimbal.plan.InputSize;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.plan.ScorerName;
import dev.gimbal.probe.Border;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuditCommandTest {
  private static AuditRequest request(String... args) {
    AuditCommand command = new AuditCommand();
    return command.request(ArgumentParser.parse(command, List.of(args)));
  }

  @Test
  void withoutOptionsEveryFieldHasItsDefault() {
    AuditRequest request = request("m.onnx");
    assertThat(request).isEqualTo(AuditRequest.of(Path.of("m.onnx")).build());
    assertThat(request.probes()).isEqualTo("standard");
    assertThat(request.maxImages()).isEqualTo(200);
    assertThat(request.timings()).isTrue();
    assertThat(request.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void everyOptionReachesItsField() {
    AuditRequest request =
        request(
            "--images",
            "a",
            "m.onnx",
            "--images",
            "b c",
            "--labels",
            "l.csv",
            "--preprocess",
            "unit",
            "--probes",
            "quick",
            "--border",
            "fill=1,2,3",
            "--layers",
            "op:Conv",
            "--layers",
            "depth:0.5..1",
            "--size",
            "32x48",
            "--feed",
            "mask=m=1.npy",
            "--provider",
            "cuda:use_tf32=1",
            "--devices",
            "2,0",
            "--scorer",
            "woven",
            "-o",
            "json=-",
            "--output",
            "html=x.html",
            "--seed",
            "-7",
            "--threads",
            "3",
            "--max-images",
            "9",
            "--no-images",
            "--no-timings",
            "--no-records",
            "--quiet");
    assertThat(request)
        .isEqualTo(
            new AuditRequest(
                Path.of("m.onnx"),
                List.of(Path.of("a"), Path.of("b c")),
                Optional.of(Path.of("l.csv")),
                Optional.of("unit"),
                "quick",
                Optional.of(new Border.Fill(new Border.FillColour.Given(new double[] {1, 2, 3}))),
                List.of("op:Conv", "depth:0.5..1"),
                Optional.of(new InputSize(32, 48)),
                List.of(new InputFeed("mask", Path.of("m=1.npy"))),
                "cuda:use_tf32=1",
                List.of(2, 0),
                ScorerName.WOVEN,
                List.of(OutputTarget.parse("json=-"), OutputTarget.parse("html=x.html")),
                -7,
                3,
                9,
                false,
                false,
                false,
                true));
  }

  @Test
  void aPatternMayContainEqualsAndSpaces() {
    assertThat(request("m.onnx", "--layers", "/block=1/conv *").layers())
        .containsExactly("/block=1/conv *");
  }
}
