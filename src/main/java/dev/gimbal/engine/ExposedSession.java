package dev.gimbal.engine;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.LayerKind;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.weave.BlockedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A session that gives out every layer, where that helps in ONNX Runtime's own layout.
 *
 * @param blocked the layers that come in blocks of channels, by name
 * @param folder of the optimised model, where the session still needs it
 */
public record ExposedSession(
    ModelSession session, Map<String, BlockedTensor> blocked, Optional<Path> folder)
    implements AutoCloseable {
  /** Block sizes of ONNX Runtime's kernels. */
  private static final List<Integer> BLOCKS = List.of(16, 8, 4, 32);

  public ExposedSession {
    blocked = Map.copyOf(blocked);
  }

  /** A session as it is. */
  public static ExposedSession plain(ModelSession session) {
    return new ExposedSession(session, Map.of(), Optional.empty());
  }

  /**
   * Opens a model with its layers exposed. On the CPU the layers are taken in blocks where ONNX
   * Runtime computes them so and where every value proves to be the same; if anything is in the
   * way, in channel planes.
   *
   * @param exposed a model with all of {@code layers} but the first as outputs
   * @param folder where its external weights lie
   * @param outputs the audited model's own outputs, which stay in channel planes
   */
  public static ExposedSession open(
      byte[] exposed,
      Path folder,
      Provider provider,
      NetworkInput input,
      List<Layer> layers,
      Set<String> outputs) {
    Set<String> maps =
        layers.stream()
            .skip(1)
            .filter(layer -> layer.kind() == LayerKind.MAP && !layer.channelsLast())
            .map(Layer::name)
            .filter(name -> !outputs.contains(name))
            .collect(Collectors.toSet());
    if (!provider.isCpu() || maps.isEmpty()) {
      return plain(ModelSession.open(exposed, folder, provider));
    }
    Path scratch;
    try {
      scratch = Files.createTempDirectory("gimbal-");
    } catch (IOException e) {
      return plain(ModelSession.open(exposed, folder, provider));
    }
    Optional<ExposedSession> found = Optional.empty();
    try {
      found = blocked(exposed, folder, provider, new LayoutTrial(input, layers), maps, scratch);
    } catch (IOException | InputException | RunFailure e) {
      // Whatever was in the way of the faster layout is not in the way of the other.
    }
    if (found.isEmpty()) {
      delete(scratch);
    }
    return found.orElseGet(() -> plain(ModelSession.open(exposed, folder, provider)));
  }

  /** One session at a time: each holds all weights. */
  private static Optional<ExposedSession> blocked(
      byte[] exposed,
      Path folder,
      Provider provider,
      LayoutTrial trial,
      Set<String> maps,
      Path scratch)
      throws IOException {
    if (!trial.isAffordable()) {
      return Optional.empty();
    }
    Path file = scratch.resolve("optimised.onnx");
    BlockedModel model;
    List<float[]> expected;
    try (ModelSession saving = ModelSession.openSaving(exposed, folder, provider, file)) {
      Optional<BlockedModel> rewritten = BlockedModel.of(Files.readAllBytes(file), maps);
      if (rewritten.isEmpty()) {
        return Optional.empty();
      }
      model = rewritten.get();
      expected = trial.values(plain(saving));
    }
    ModelSession session = ModelSession.open(model.bytes(), scratch, provider);
    Optional<ExposedSession> agreeing = Optional.empty();
    try {
      agreeing =
          BLOCKS.stream()
              .map(
                  block -> new ExposedSession(session, tensors(model, block), Optional.of(scratch)))
              .filter(candidate -> trial.agrees(candidate, expected))
              .findFirst();
      return agreeing;
    } finally {
      if (agreeing.isEmpty()) {
        session.close();
      }
    }
  }

  private static Map<String, BlockedTensor> tensors(BlockedModel model, int block) {
    Map<String, BlockedTensor> tensors = new HashMap<>();
    model.tensors().forEach((layer, name) -> tensors.put(layer, new BlockedTensor(name, block)));
    return tensors;
  }

  /** The layers as they are read from this session; layer 0 is the input. */
  List<WatchedLayer> watch(List<Layer> layers) {
    List<WatchedLayer> watched = new java.util.ArrayList<>();
    watched.add(WatchedLayer.input(layers.get(0)));
    for (Layer layer : layers.subList(1, layers.size())) {
      BlockedTensor tensor = blocked.get(layer.name());
      watched.add(tensor == null ? WatchedLayer.of(layer) : WatchedLayer.of(layer, tensor));
    }
    return watched;
  }

  @Override
  public void close() {
    session.close();
    folder.ifPresent(ExposedSession::delete);
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Scratch files of a temporary folder: the system clears them away.
    }
  }
}
