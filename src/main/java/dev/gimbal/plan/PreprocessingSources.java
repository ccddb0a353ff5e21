package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.image.HuggingFaceConfig;
import dev.gimbal.image.ModelMetadata;
import dev.gimbal.image.NamedPreprocessing;
import dev.gimbal.image.PreprocessingPart;
import dev.gimbal.image.TimmConfig;
import dev.gimbal.notation.Closest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that says how to preprocess for a model, strongest first: the flag, the sidecar, a
 * Hugging Face and a timm configuration beside the model, the model's metadata.
 *
 * @param named the recipe that the flag names
 * @param parts all other sources in order
 * @param sidecar the sidecar in use, from the flag or beside the model
 */
public record PreprocessingSources(
    Optional<NamedPreprocessing> named, List<PreprocessingPart> parts, Optional<Sidecar> sidecar) {
  public PreprocessingSources {
    parts = List.copyOf(parts);
  }

  /**
   * Finds and reads the sources.
   *
   * @param model the model's file
   * @param flag the value of {@code --preprocess}: a name, a sidecar, or a JSON configuration
   * @param metadata the model's {@code metadata_props}
   * @throws InputException for an unknown name or an unreadable file
   */
  public static PreprocessingSources find(
      Path model, Optional<String> flag, Map<String, String> metadata) {
    Optional<NamedPreprocessing> named = flag.flatMap(NamedPreprocessing::named);
    List<PreprocessingPart> parts = new ArrayList<>();
    Optional<Sidecar> sidecar = Optional.empty();
    if (flag.isPresent() && named.isEmpty()) {
      Path file = existing(flag.get());
      if (file.getFileName().toString().endsWith(".json")) {
        parts.add(json(file));
      } else {
        sidecar = Optional.of(Sidecar.read(file));
      }
    }
    Path beside = Sidecar.besideModel(model);
    if (sidecar.isEmpty() && Files.isRegularFile(beside)) {
      sidecar = Optional.of(Sidecar.read(beside));
    }
    sidecar.ifPresent(s -> parts.add(s.preprocessing()));
    Path huggingFace = model.resolveSibling(HuggingFaceConfig.FILE_NAME);
    if (Files.isRegularFile(huggingFace)) {
      parts.add(HuggingFaceConfig.read(huggingFace));
    }
    Path timm = model.resolveSibling(TimmConfig.FILE_NAME);
    if (Files.isRegularFile(timm)) {
      TimmConfig.read(timm).ifPresent(parts::add);
    }
    parts.add(ModelMetadata.read(metadata));
    return new PreprocessingSources(named, parts, sidecar);
  }

  private static Path existing(String flag) {
    List<String> names = Arrays.stream(NamedPreprocessing.values()).map(n -> n.id()).toList();
    Path file;
    try {
      file = Path.of(flag);
    } catch (InvalidPathException e) {
      throw unknown(flag, names);
    }
    if (!Files.isRegularFile(file)) {
      throw unknown(flag, names);
    }
    return file;
  }

  private static InputException unknown(String flag, List<String> names) {
    return InputException.arguments(
        "--preprocess " + flag + ": neither a file nor one of " + names,
        "Perhaps \"" + Closest.to(flag, names) + "\" is meant.");
  }

  private static PreprocessingPart json(Path file) {
    return TimmConfig.read(file).orElseGet(() -> HuggingFaceConfig.read(file));
  }
}
