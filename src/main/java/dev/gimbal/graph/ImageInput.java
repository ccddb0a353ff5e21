package dev.gimbal.graph;

import dev.gimbal.fault.InputException;
import dev.gimbal.onnx.TensorShapeProto.Dimension;
import dev.gimbal.onnx.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The input that takes the image.
 *
 * @param name ONNX tensor name
 * @param type float32, float16, float64 or uint8
 * @param channels 1 where there is no channel axis
 * @param height fixed height in pixels, or empty if any
 * @param width fixed width in pixels, or empty if any
 * @param batch fixed number of images, or empty if any
 */
public record ImageInput(
    String name,
    ElementType type,
    Layout layout,
    int channels,
    OptionalInt height,
    OptionalInt width,
    OptionalInt batch) {

  private static final Set<ElementType> IMAGE_TYPES =
      Set.of(ElementType.FLOAT32, ElementType.FLOAT16, ElementType.FLOAT64, ElementType.UINT8);

  /** Order of the axes. */
  public enum Layout {
    NCHW,
    NHWC,
    /** Rank 3, without a channel axis. */
    NHW
  }

  /** Finds it, or refuses the model with the reason. */
  public static ImageInput of(OnnxModel model) {
    return of(model, Optional.empty());
  }

  /**
   * Finds it, or refuses the model with the reason.
   *
   * @param wanted name of the image input where somebody says so: it tells which of several inputs
   *     have to be fixed first
   */
  public static ImageInput of(OnnxModel model, Optional<String> wanted) {
    List<ValueInfoProto> inputs = model.realInputs();
    if (inputs.isEmpty()) {
      throw refuse(model, "it has no input left for an image");
    }
    if (inputs.size() > 1) {
      throw unfed(model, inputs, image(inputs, wanted));
    }
    ValueInfoProto input = inputs.get(0);
    String found = "its input is " + ValueTypes.describe(input);
    if (!input.getType().hasTensorType()) {
      throw refuse(model, found + ", not a tensor");
    }
    ElementType type = ElementType.of(input.getType().getTensorType().getElemType());
    if (!IMAGE_TYPES.contains(type)) {
      throw refuse(model, found + "; images are float32, float16, float64 or uint8");
    }
    List<OptionalInt> dims = dims(model, input, found);
    return switch (dims.size()) {
      case 4 -> ofRankFour(model, input.getName(), type, dims, found);
      case 3 -> ofRankThree(model, input.getName(), type, dims, found);
      default -> throw refuse(model, found + ": " + dims.size() + " axes hold no picture");
    };
  }

  private static Optional<ValueInfoProto> image(
      List<ValueInfoProto> inputs, Optional<String> wanted) {
    List<ValueInfoProto> named =
        inputs.stream().filter(i -> wanted.equals(Optional.of(i.getName()))).toList();
    List<ValueInfoProto> pictures = inputs.stream().filter(ImageInput::couldBePicture).toList();
    List<ValueInfoProto> chosen = named.isEmpty() ? pictures : named;
    return chosen.size() == 1 ? Optional.of(chosen.get(0)) : Optional.empty();
  }

  /** Of rank 4, and of a type that images have. */
  private static boolean couldBePicture(ValueInfoProto input) {
    InputSpec spec = InputSpec.of(input);
    return spec.sizes().size() == 4
        && IMAGE_TYPES.contains(spec.type())
        && spec.sizes().subList(1, 4).stream().filter(size -> size != 1).count() > 1;
  }

  /** Every input but the image's must be given. */
  private static InputException unfed(
      OnnxModel model, List<ValueInfoProto> inputs, Optional<ValueInfoProto> image) {
    List<ValueInfoProto> others =
        inputs.stream().filter(i -> !Optional.of(i).equals(image)).toList();
    String found =
        "'"
            + model.path()
            + "' has "
            + inputs.size()
            + " inputs to fill: "
            + String.join("; ", describe(inputs));
    String feeds =
        others.stream()
            .map(i -> "--feed " + i.getName() + "=FILE.npy")
            .collect(Collectors.joining(" "));
    return InputException.input(
        found,
        image.isPresent()
            ? "Give the others, the same for all images: " + feeds + "."
            : "Give all but the image's: "
                + feeds
                + " without one of them, or name the image's in the sidecar as input: {name: ...}.");
  }

  private static List<String> describe(List<ValueInfoProto> inputs) {
    return inputs.stream().map(ValueTypes::describe).toList();
  }

  private static InputException refuse(OnnxModel model, String reason) {
    return InputException.input(
        "'" + model.path() + "' is no image model that Gimbal can audit: " + reason,
        "Give a model with an image input of shape [N,C,H,W], [N,H,W,C] or [N,H,W].");
  }

  private static List<OptionalInt> dims(OnnxModel model, ValueInfoProto input, String found) {
    List<OptionalInt> dims = new ArrayList<>();
    for (Dimension dim : input.getType().getTensorType().getShape().getDimList()) {
      long value = dim.getDimValue();
      if (dim.hasDimValue() && (value == 0 || value > Integer.MAX_VALUE)) {
        throw refuse(model, found + ", with an axis of " + value);
      }
      dims.add(value > 0 ? OptionalInt.of((int) value) : OptionalInt.empty());
    }
    return dims;
  }

  private static ImageInput ofRankThree(
      OnnxModel model, String name, ElementType type, List<OptionalInt> dims, String found) {
    OptionalInt height = dims.get(1);
    OptionalInt width = dims.get(2);
    if (height.orElse(2) == 1 || width.orElse(2) == 1) {
      throw refuse(model, found + ": a row of values, not a picture");
    }
    if (dims.get(0).orElse(1) != 1) {
      throw refuse(model, found + ": of three axes the first must be the batch");
    }
    if (height.isPresent() != width.isPresent()) {
      throw refuse(model, found + ": one side of the picture is fixed and the other is not");
    }
    return new ImageInput(name, type, Layout.NHW, 1, height, width, dims.get(0));
  }

  private static ImageInput ofRankFour(
      OnnxModel model, String name, ElementType type, List<OptionalInt> dims, String found) {
    InputConsumers consumers = InputConsumers.of(model.proto().getGraph(), name);
    Layout layout = consumers.layout().orElseGet(() -> guess(dims));
    boolean last = layout == Layout.NHWC;
    OptionalInt channels = dims.get(last ? 3 : 1);
    if (channels.isEmpty()) {
      channels = consumers.channels();
    }
    OptionalInt height = dims.get(last ? 1 : 2);
    OptionalInt width = dims.get(last ? 2 : 3);
    if (channels.isEmpty()) {
      throw refuse(model, found + ", and nothing says how many channels it takes");
    }
    if (height.orElse(2) == 1 && width.orElse(2) == 1) {
      throw refuse(model, found + ": one pixel is no picture");
    }
    return new ImageInput(name, type, layout, channels.getAsInt(), height, width, dims.get(0));
  }

  /** Without a consumer that tells: the axis that looks like channels. */
  private static Layout guess(List<OptionalInt> dims) {
    int second = dims.get(1).orElse(Integer.MAX_VALUE);
    int last = dims.get(3).orElse(Integer.MAX_VALUE);
    return last <= 4 && last < second ? Layout.NHWC : Layout.NCHW;
  }

  /** Its shape for so many images of this size, in the model's axis order. */
  public List<Integer> shape(int images, int imageHeight, int imageWidth) {
    return switch (layout) {
      case NCHW -> List.of(images, channels, imageHeight, imageWidth);
      case NHWC -> List.of(images, imageHeight, imageWidth, channels);
      case NHW -> List.of(images, imageHeight, imageWidth);
    };
  }
}
