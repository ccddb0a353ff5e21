package dev.gimbal.cli;

import dev.gimbal.engine.Inspection;
import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.plan.InputSize;
import dev.gimbal.runtime.NativeLibraries;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Where {@code inspect} gets a model's layers from. */
final class StructureSource {
  /** Side of the frame where neither the model nor the user says one; pixels. */
  static final int DEFAULT_SIDE = 224;

  private StructureSource() {}

  /** The layers of a model, layer 0 being the input. */
  static Structure read(Path file, Optional<InputSize> size, Granularity granularity) {
    OnnxModel model = OnnxModel.read(file);
    ImageInput input = ImageInput.of(model);
    int height = side(input.height(), size.map(InputSize::height), "height");
    int width = side(input.width(), size.map(InputSize::width), "width");
    NativeLibraries.prepare();
    return Inspection.inspect(model, input, height, width, granularity);
  }

  private static int side(OptionalInt fixed, Optional<Integer> asked, String axis) {
    if (fixed.isPresent() && asked.isPresent() && fixed.getAsInt() != asked.get()) {
      throw InputException.arguments(
          "The model's input has the fixed "
              + axis
              + " "
              + fixed.getAsInt()
              + "; --size asks for "
              + asked.get()
              + ".",
          "Leave --size out.");
    }
    return asked.orElseGet(() -> fixed.orElse(DEFAULT_SIDE));
  }
}
