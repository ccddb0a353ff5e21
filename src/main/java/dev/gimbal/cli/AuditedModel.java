package dev.gimbal.cli;

import dev.gimbal.engine.Inspection;
import dev.gimbal.engine.NetworkInput;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.image.FrameSize;
import dev.gimbal.image.InputFacts;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.image.PreprocessingResolver;
import dev.gimbal.plan.InputSize;
import dev.gimbal.plan.PreprocessingSources;
import dev.gimbal.plan.Sidecar;
import dev.gimbal.runtime.ImageLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A model file that was read, with how pictures reach it. */
record AuditedModel(
    OnnxModel model, ImageInput input, Optional<Sidecar> sidecar, Preprocessing preprocessing) {

  /** Reads the model and everything beside it that says how to feed it. */
  static AuditedModel open(Path path, Optional<String> preprocess, Optional<InputSize> size) {
    OnnxModel model = OnnxModel.read(path);
    ImageInput input = ImageInput.of(model);
    PreprocessingSources sources =
        PreprocessingSources.find(path, preprocess, model.facts().metadata());
    InputFacts facts =
        new InputFacts(
            input.channels(),
            input.height(),
            input.width(),
            input.type() == ElementType.UINT8,
            size.map(asked -> new FrameSize(asked.height(), asked.width())));
    Preprocessing preprocessing =
        PreprocessingResolver.resolve(sources.named(), sources.parts(), facts);
    return new AuditedModel(model, input, sources.sidecar(), preprocessing);
  }

  /** The layers at the input's size. */
  Structure structure(Granularity granularity) {
    return Inspection.inspect(
        model, input, preprocessing.height(), preprocessing.width(), granularity);
  }

  NetworkInput networkInput() {
    return new NetworkInput(
        input.name(),
        ImageLayout.valueOf(input.layout().name()),
        input.channels(),
        preprocessing.height(),
        preprocessing.width());
  }

  /** Names of the model's own outputs. */
  Set<String> outputNames() {
    return model.proto().getGraph().getOutputList().stream()
        .map(output -> output.getName())
        .collect(Collectors.toSet());
  }

  /** Height and width of the input. */
  List<Integer> size() {
    return List.of(preprocessing.height(), preprocessing.width());
  }
}
