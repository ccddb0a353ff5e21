package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.ElementType;
import dev.gimbal.graph.FixedInput;
import dev.gimbal.graph.InputSpec;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.image.NumpyArray;
import dev.gimbal.notation.Closest;
import dev.gimbal.plan.InputFeed;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** Models with several inputs: {@code --feed} gives those that are not the image. */
final class FedModel {
  private static final int NAMES_SHOWN = 3;

  private FedModel() {}

  /** The option of every command that runs a model. */
  static Option option() {
    return Option.builder()
        .longOpt("feed")
        .hasArg()
        .argName("NAME=FILE")
        .desc(
            "what an input other than the image holds, the same for all images: a .npy file;"
                + " repeatable")
        .get();
  }

  static List<InputFeed> feeds(CommandLine line) {
    List<InputFeed> feeds =
        ArgumentParser.values(line, "feed").stream().map(InputFeed::parse).toList();
    InputFeed.requireDistinct(feeds);
    return feeds;
  }

  /**
   * The model with these inputs fixed.
   *
   * @throws InputException for an input that the model does not have, and for an array of another
   *     type or shape
   */
  static OnnxModel of(OnnxModel model, List<InputFeed> feeds) {
    if (feeds.isEmpty()) {
      return model;
    }
    List<InputSpec> inputs = model.inputs();
    List<FixedInput> fixed = new ArrayList<>();
    for (InputFeed feed : feeds) {
      InputSpec input =
          inputs.stream()
              .filter(spec -> spec.name().equals(feed.input()))
              .findFirst()
              .orElseThrow(() -> unknown(feed, inputs));
      NumpyArray array = NumpyArray.read(feed.file());
      if (!array.type().equals(input.type().id())) {
        throw mismatch(feed, array, input, "Convert it with .astype(numpy." + numpy(input) + ").");
      }
      String origin = String.valueOf(feed.file().getFileName());
      fixed.add(
          new FixedInput(
              input.name(), input.type(), shape(feed, array, input), array.bytes(), origin));
    }
    return model.with(fixed);
  }

  private static String numpy(InputSpec input) {
    return input.type() == ElementType.BOOL ? "bool_" : input.type().id();
  }

  /** The array's own shape, or with a batch of 1 in front where only that is missing. */
  private static List<Integer> shape(InputFeed feed, NumpyArray array, InputSpec input) {
    List<Integer> own = array.shape();
    List<Integer> one = new ArrayList<>(own);
    one.add(0, 1);
    for (List<Integer> shape : List.of(own, one)) {
      if (!input.ranked() || fits(shape, input.sizes())) {
        return shape;
      }
    }
    throw mismatch(feed, array, input, "Store an array of that shape.");
  }

  private static boolean fits(List<Integer> shape, List<Long> declared) {
    if (shape.size() != declared.size()) {
      return false;
    }
    for (int i = 0; i < shape.size(); i++) {
      if (declared.get(i) >= 0 && declared.get(i) != (long) shape.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static InputException unknown(InputFeed feed, List<InputSpec> inputs) {
    List<String> names = inputs.stream().map(InputSpec::name).toList();
    return InputException.arguments(
        "--feed "
            + feed.input()
            + "="
            + feed.file()
            + ": the model has no input '"
            + feed.input()
            + "'.",
        names.isEmpty()
            ? "It has no inputs at all."
            : "The closest are: "
                + String.join(", ", Closest.several(feed.input(), names, NAMES_SHOWN))
                + ".");
  }

  private static InputException mismatch(
      InputFeed feed, NumpyArray array, InputSpec input, String remedy) {
    return InputException.arguments(
        "--feed "
            + feed.input()
            + "="
            + feed.file()
            + " is "
            + array.type()
            + " "
            + array.shape().toString().replace(" ", "")
            + ", but the model's input is "
            + input.text()
            + ".",
        remedy);
  }
}
