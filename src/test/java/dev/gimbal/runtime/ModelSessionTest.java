package dev.gimbal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtSession;
import dev.gimbal.testing.NetworkBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelSessionTest {
  private static final Path HERE = Path.of("").toAbsolutePath();

  private static Provider cpus(Integer... devices) {
    return new Provider(ExecutionProvider.CPU, new TreeMap<>(), List.of(devices));
  }

  private static NetworkBuilder oneNode() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 1, 2, 2);
    net.output(net.node("Relu", List.of("x")));
    return net;
  }

  @Test
  void workersTakeTheDevicesInTurn() {
    byte[] model = oneNode().model().toByteArray();
    try (ModelSession session = ModelSession.open(model, HERE, cpus(0, 1, 2))) {
      List<OrtSession> turns =
          List.of(session.next(), session.next(), session.next(), session.next());
      assertThat(turns.subList(0, 3)).doesNotHaveDuplicates();
      assertThat(turns.get(3)).isSameAs(turns.get(0));
    }
    try (ModelSession session = ModelSession.open(model, HERE, Provider.CPU)) {
      assertThat(session.next()).isSameAs(session.next());
    }
  }

  /** A million times a million floats between two small ends: no machine has 4 TB for them. */
  @Test
  void memoryThatRunsOutIsToldFromOtherFailures() {
    NetworkBuilder net = new NetworkBuilder(1);
    net.input("x", 1, 1, 2, 2);
    String small = net.node("MaxPool", List.of("x"), NetworkBuilder.ints("kernel_shape", 2, 2));
    String huge = net.node("Expand", List.of(small, net.longs(1, 1, 1_000_000, 1_000_000)));
    String pooled = net.node("GlobalMaxPool", List.of(huge));
    net.output(pooled);
    try (ModelSession session = ModelSession.open(net.model().toByteArray(), HERE, Provider.CPU);
        Runner runner =
            session.runner(
                "x",
                ImageLayout.NCHW,
                new ImageShape(1, 1, 2, 2),
                Map.of(pooled, new long[] {1, 1, 1, 1}))) {
      runner.setImage(0, new float[4]);
      assertThatThrownBy(runner::run)
          .isInstanceOfSatisfying(
              RunFailure.class, failure -> assertThat(failure.outOfMemory()).isTrue());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 9",
        "Available memory of 1048576 is smaller than requested bytes of 2097152",
        "CUDA failure 2: out of memory ; GPU=0",
        "CUDNN_STATUS_ALLOC_FAILED",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED",
        "std::bad_alloc"
      })
  void whatCudaSaysWhenMemoryRunsOutIsKnown(String message) {
    assertThat(new RunFailure(new IllegalStateException(message)).outOfMemory()).isTrue();
  }

  @Test
  void otherFailuresAreNotOutOfMemory() {
    assertThat(new RunFailure(new IllegalStateException("Non-zero status code")).outOfMemory())
        .isFalse();
    assertThat(new RunFailure(new IllegalStateException()).outOfMemory()).isFalse();
  }
}
