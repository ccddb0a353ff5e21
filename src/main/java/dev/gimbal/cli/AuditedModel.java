package dev.gimbal.cli;

import dev.gimbal.engine.Inspection;
import dev.gimbal.engine.NetworkInput;
import dev.gimbal.fault.InputException;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.image.FrameSize;
import dev.gimbal.image.InputFacts;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.image.PreprocessingResolver;
import dev.gimbal.notation.Closest;
import dev.gimbal.plan.InputFeed;
import dev.gimbal.plan.InputSize;
import dev.gimbal.plan.PreprocessingSources;
import dev.gimbal.plan.Sidecar;
import dev.gimbal.runtime.ImageLayout;
import dev.gimbal.weave.DynamicBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A model file that was read, with how pictures reach it. */
record AuditedModel(
    OnnxModel model, ImageInput input, Optional<Sidecar> sidecar, Preprocessing preprocessing) {

  /** Reads the model and everything beside it that says how to feed it. */
  static AuditedModel open(
      Path path, Optional<String> preprocess, Optional<InputSize> size, List<InputFeed> feeds) {
    OnnxModel model = FedModel.of(OnnxModel.read(path), feeds);
    PreprocessingSources sources =
        PreprocessingSources.find(path, preprocess, model.facts().metadata());
    Optional<String> named =
        sources.parts().stream().flatMap(part -> part.inputName().stream()).findFirst();
    ImageInput input = ImageInput.of(model, named);
    sources.sidecar().ifPresent(sidecar -> requireOutputs(model, sidecar));
    InputFacts facts =
        new InputFacts(
            input.channels(),
            input.height(),
            input.width(),
            input.type() == ElementType.UINT8,
            size.map(asked -> new FrameSize(asked.height(), asked.width())));
    Preprocessing preprocessing =
        PreprocessingResolver.resolve(sources.named(), sources.parts(), facts);
    requireInput(input, preprocessing);
    return new AuditedModel(
        forOneImage(model, input, preprocessing), input, sources.sidecar(), preprocessing);
  }

  /** The same with all weights in memory, to be written elsewhere. */
  AuditedModel whole() {
    return new AuditedModel(model.whole(), input, sidecar, preprocessing);
  }

  /** What a sidecar says of the input must be the model's: another model's sidecar is no use. */
  private static void requireInput(ImageInput input, Preprocessing preprocessing) {
    preprocessing
        .inputName()
        .filter(name -> !name.equals(input.name()))
        .ifPresent(
            name -> {
              throw contradiction(preprocessing, "input", "name", name, input.name());
            });
    preprocessing
        .layout()
        .map(Enum::name)
        .filter(name -> !name.equals(input.layout().name()))
        .ifPresent(
            name -> {
              throw contradiction(preprocessing, "layout", "layout", name, input.layout().name());
            });
  }

  private static InputException contradiction(
      Preprocessing preprocessing, String origin, String key, String stated, String found) {
    return InputException.arguments(
        preprocessing.origins().getOrDefault(origin, "The preprocessing")
            + ": the input's "
            + key
            + " is '"
            + stated
            + "', but the model's is '"
            + found
            + "'.",
        "Correct it or leave it out: the model states it.");
  }

  private static void requireOutputs(OnnxModel model, Sidecar sidecar) {
    List<String> known = model.outputNames();
    for (String name : sidecar.outputs().keySet()) {
      if (!known.contains(name)) {
        throw InputException.arguments(
            sidecar.file() + ": outputs names '" + name + "', which the model does not have.",
            "Its outputs are " + String.join(", ", Closest.several(name, known, 3)) + ".");
      }
    }
  }

  /** The layers at the input's size. */
  Structure structure(Granularity granularity) {
    return Inspection.inspect(
        model, input, preprocessing.height(), preprocessing.width(), granularity);
  }

  /** The model for any number of images, or why there is none. */
  DynamicBatch.Outcome dynamicBatch() {
    return dynamicBatch(model, input, preprocessing, 1);
  }

  private static DynamicBatch.Outcome dynamicBatch(
      OnnxModel model, ImageInput input, Preprocessing preprocessing, int batch) {
    return DynamicBatch.of(
        model,
        input,
        Inspection.facts(model, input, batch, preprocessing.height(), preprocessing.width()));
  }

  /** A model for several images at once is made to take one. */
  private static OnnxModel forOneImage(
      OnnxModel model, ImageInput input, Preprocessing preprocessing) {
    int batch = input.batch().orElse(1);
    if (batch == 1) {
      return model;
    }
    DynamicBatch.Outcome outcome = dynamicBatch(model, input, preprocessing, batch);
    if (outcome instanceof DynamicBatch.Outcome.Rewritten rewritten) {
      return model.rewritten(rewritten.model());
    }
    DynamicBatch.Outcome.Refused refused = (DynamicBatch.Outcome.Refused) outcome;
    throw InputException.input(
        "'"
            + model.path()
            + "' takes "
            + batch
            + " images at once and cannot be made to take one: "
            + refused.reason(),
        "Export it with a batch of 1 or with a dynamic batch.");
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
    return Set.copyOf(model.outputNames());
  }

  /** Height and width of the input. */
  List<Integer> size() {
    return List.of(preprocessing.height(), preprocessing.width());
  }
}
