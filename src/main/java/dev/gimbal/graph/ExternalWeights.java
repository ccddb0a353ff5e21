package dev.gimbal.graph;

import dev.gimbal.fault.InputException;
import dev.gimbal.onnx.StringStringEntryProto;
import dev.gimbal.onnx.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Weights that lie in files beside a model: each must be there, inside the model's folder, and long
 * enough, before ONNX Runtime is asked to map it. Their contents are never read here.
 */
final class ExternalWeights {
  static final int EXTERNAL = 1;
  private static final String REMEDY =
      "Copy or download the weights again, or save the model anew with its weights beside it.";

  private final Path model;
  private final Path folder;
  private final Map<Path, Long> sizes = new HashMap<>();

  ExternalWeights(Path model) {
    this.model = model;
    Path parent = model.toAbsolutePath().normalize().getParent();
    this.folder = parent == null ? model.toAbsolutePath() : parent;
  }

  /** Whether a tensor's values lie outside of it. */
  static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == EXTERNAL;
  }

  /** Where a tensor's values lie: location, offset, length, as far as they are stated. */
  static Map<String, String> entries(TensorProto tensor) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    return entries;
  }

  /**
   * Checks one tensor.
   *
   * @throws InputException if its data are external and cannot be what its type and shape say
   */
  void check(TensorProto tensor) {
    if (!isExternal(tensor)) {
      return;
    }
    Map<String, String> entries = entries(tensor);
    String location = entries.getOrDefault("location", "");
    Path file = resolve(location, tensor.getName());
    if (!Files.isRegularFile(file)) {
      throw InputException.input(
          "'" + model + "' keeps its weights in '" + location + "', which is not beside it",
          "Put that file into the folder of the model.");
    }
    long present = sizes.computeIfAbsent(file, this::size);
    long offset = number(tensor, entries.getOrDefault("offset", "0"), "offset");
    OptionalLong needed = bytes(tensor);
    long length = needed.orElse(0);
    if (entries.containsKey("length")) {
      length = number(tensor, entries.getOrDefault("length", ""), "length");
      if (needed.isPresent() && length != needed.getAsLong()) {
        throw fault(
            tensor, "are " + length + " bytes; their shape and type need " + needed.getAsLong());
      }
    }
    if (offset > present || length > present - offset) {
      throw fault(
          tensor,
          "are bytes "
              + offset
              + " to "
              + (offset + length)
              + " of '"
              + location
              + "', which has only "
              + present);
    }
  }

  private long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw InputException.input(
          "'" + file + "' cannot be read: " + e.getMessage(), "Check its permissions.", e);
    }
  }

  private long number(TensorProto tensor, String text, String key) {
    try {
      long value = Long.parseLong(text.strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw fault(tensor, "have the " + key + " '" + text + "', which is no size");
  }

  /**
   * Bytes that its shape and type need, if the type is known; packed types fill their last byte.
   */
  private OptionalLong bytes(TensorProto tensor) {
    int bits = ElementType.bits(tensor.getDataType());
    if (bits == 0) {
      return OptionalLong.empty();
    }
    try {
      long count = 1;
      for (long size : tensor.getDimsList()) {
        if (size < 0) {
          throw fault(tensor, "have an axis of " + size);
        }
        count = Math.multiplyExact(count, size);
      }
      return OptionalLong.of((Math.multiplyExact(count, bits) + 7) / Byte.SIZE);
    } catch (ArithmeticException e) {
      throw fault(tensor, "have the shape " + tensor.getDimsList() + ", which no file can hold");
    }
  }

  private InputException fault(TensorProto tensor, String found) {
    return InputException.input(
        "'" + model + "': the weights '" + tensor.getName() + "' " + found, REMEDY);
  }

  private Path resolve(String location, String tensor) {
    try {
      Path relative = Path.of(location);
      Path file = folder.resolve(relative).normalize();
      boolean windowsAbsolute = location.matches("^([A-Za-z]:|\\\\).*");
      if (relative.isAbsolute() || windowsAbsolute || !file.startsWith(folder)) {
        throw outside(location, tensor);
      }
      return file;
    } catch (InvalidPathException e) {
      throw outside(location, tensor);
    }
  }

  private InputException outside(String location, String tensor) {
    return InputException.input(
        "'"
            + model
            + "' wants the weights '"
            + tensor
            + "' from '"
            + location
            + "', outside the model's folder",
        "Save the model again with its weights beside it, and do not trust this file.");
  }
}
