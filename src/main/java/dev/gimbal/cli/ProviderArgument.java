package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.notation.Closest;
import dev.gimbal.runtime.ExecutionProvider;
import dev.gimbal.runtime.ProviderRequest;
import dev.gimbal.runtime.ProviderSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads {@code --provider NAME[:key=value,…]} and {@code --devices 0,1}; loads nothing. */
final class ProviderArgument {
  /** What help says about the values. */
  static final String SHAPE = "NAME[:key=value,...]";

  private static final String DEVICE_KEY = "device_id";
  private static final int MOST_DEVICES = 64;
  private static final String DEVICE_NUMBER = "\\d{1,3}";

  private ProviderArgument() {}

  /**
   * Reads both options.
   *
   * @throws InputException of kind ARGUMENTS, naming what is known
   */
  static ProviderRequest parse(String text, List<Integer> devices) {
    String[] parts = text.split(":", 2);
    String name = parts[0].strip();
    if (!ProviderRequest.NAMES.contains(name)) {
      throw unknown(name);
    }
    SortedMap<String, String> pairs = parts.length < 2 ? new TreeMap<>() : pairs(name, parts[1]);
    Optional<ExecutionProvider> kind = ExecutionProvider.of(name);
    if (kind.isEmpty()) {
      if (!pairs.isEmpty()) {
        throw InputException.arguments(
            "--provider auto takes no settings, found '" + pairs.firstKey() + "'.",
            "Name the provider, such as --provider cuda:" + parts[1] + ".");
      }
      return ProviderRequest.auto(devices);
    }
    List<Integer> numbers = devices(kind.get(), pairs, devices);
    SortedMap<String, String> settings = new TreeMap<>();
    pairs.forEach((key, value) -> settings.put(key, setting(kind.get(), key, value)));
    return new ProviderRequest(kind, settings, numbers);
  }

  /** Reads {@code 0,1}. */
  static List<Integer> devices(String text) {
    List<Integer> numbers = new ArrayList<>();
    for (String number : text.split(",", -1)) {
      if (!number.strip().matches(DEVICE_NUMBER)) {
        throw InputException.arguments(
            "--devices is '" + text + "'; expected numbers of devices with commas between them.",
            "Use --devices 0,1.");
      }
      int device = Integer.parseInt(number.strip());
      if (numbers.contains(device)) {
        throw InputException.arguments(
            "--devices names device " + device + " twice.", "Name each device once.");
      }
      numbers.add(device);
    }
    if (numbers.size() > MOST_DEVICES) {
      throw InputException.arguments(
          "--devices names " + numbers.size() + " devices; at most " + MOST_DEVICES + " are used.",
          "Name fewer.");
    }
    return numbers;
  }

  private static InputException unknown(String name) {
    return InputException.arguments(
        "Unknown provider '"
            + name
            + "'; there are "
            + String.join(", ", ProviderRequest.NAMES)
            + ".",
        Closest.near(name, ProviderRequest.NAMES)
            .map(near -> "Did you mean --provider " + near + "?")
            .orElse("Use --provider auto, or see with gimbal doctor what can be used here."));
  }

  private static SortedMap<String, String> pairs(String name, String text) {
    SortedMap<String, String> pairs = new TreeMap<>();
    for (String pair : text.split(",", -1)) {
      String[] sides = pair.split("=", 2);
      if (sides.length < 2 || sides[0].isBlank() || sides[1].isBlank()) {
        throw InputException.arguments(
            "--provider " + name + " has '" + pair + "'; expected key=value.",
            "Write it as --provider " + name + ":key=value,key=value.");
      }
      if (pairs.put(sides[0].strip(), sides[1].strip()) != null) {
        throw InputException.arguments(
            "--provider " + name + " sets " + sides[0].strip() + " twice.", "Keep one of them.");
      }
    }
    return pairs;
  }

  /** The setting device_id says the same as --devices with one number. */
  private static List<Integer> devices(
      ExecutionProvider kind, SortedMap<String, String> pairs, List<Integer> devices) {
    String number = kind.takesDevices() ? pairs.remove(DEVICE_KEY) : null;
    if (number != null && !devices.isEmpty()) {
      throw InputException.arguments(
          "Both --devices and the setting device_id are given.", "Keep --devices.");
    }
    if (number != null && !number.matches(DEVICE_NUMBER)) {
      throw badValue(kind, DEVICE_KEY, number, "the number of a device");
    }
    if (!devices.isEmpty() && !kind.takesDevices()) {
      throw InputException.arguments(
          "--devices is given, but " + kind.id() + " has no numbered devices.",
          "Leave --devices out, or use --provider cuda.");
    }
    return number == null ? devices : List.of(Integer.parseInt(number));
  }

  private static String setting(ExecutionProvider kind, String key, String value) {
    if (kind.settings().isEmpty()) {
      return value;
    }
    List<ProviderSetting> known = kind.settings().get();
    ProviderSetting setting =
        known.stream()
            .filter(candidate -> candidate.key().equals(key))
            .findFirst()
            .orElseThrow(() -> unknownKey(kind, key, known));
    return setting
        .normalised(value)
        .orElseThrow(() -> badValue(kind, key, value, setting.expected()));
  }

  private static InputException unknownKey(
      ExecutionProvider kind, String key, List<ProviderSetting> known) {
    List<String> keys =
        known.stream().map(ProviderSetting::key).collect(Collectors.toCollection(ArrayList::new));
    if (kind.takesDevices()) {
      keys.add(DEVICE_KEY);
    }
    return InputException.arguments(
        "--provider " + kind.id() + " has no setting '" + key + "'.",
        keys.isEmpty()
            ? "Leave it out: " + kind.id() + " takes none."
            : "The closest is "
                + Closest.to(key, keys)
                + "; there are "
                + String.join(", ", keys)
                + ".");
  }

  private static InputException badValue(
      ExecutionProvider kind, String key, String value, String expected) {
    return InputException.arguments(
        "--provider " + kind.id() + ": " + key + " is '" + value + "'; expected " + expected + ".",
        "Correct it or leave it out.");
  }
}
