package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.notation.Closest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Parses a command's arguments and turns every mistake into one message. */
final class ArgumentParser {
  static final String HELP = "help";

  /** Options that may be repeated. */
  private static final Set<String> REPEATABLE = Set.of("images", "layers", "feed", "output");

  private ArgumentParser() {}

  /** A command's options and {@code --help}. */
  static Options optionsOf(Command command) {
    Options options = command.options();
    options.addOption(Option.builder("h").longOpt(HELP).desc("show this help and stop").get());
    return options;
  }

  static CommandLine parse(Command command, List<String> args) {
    Options options = optionsOf(command);
    DefaultParser parser =
        // Partial names would let a new option change the meaning of old scripts.
        DefaultParser.builder()
            .setAllowPartialMatching(false)
            .setStripLeadingAndTrailingQuotes(false)
            .get();
    try {
      CommandLine line = parser.parse(options, args.toArray(new String[0]));
      requireOnce(line);
      return line;
    } catch (UnrecognizedOptionException e) {
      throw unknownOption(command, options, Objects.requireNonNullElse(e.getOption(), ""));
    } catch (MissingArgumentException e) {
      String name = e.getOption() == null ? "An option" : display(e.getOption());
      throw InputException.arguments(name + " needs a value.", seeHelp(command));
    } catch (ParseException e) {
      throw InputException.arguments(
          Objects.requireNonNullElse(e.getMessage(), "The arguments cannot be read."),
          seeHelp(command));
    }
  }

  /** Adds the option {@code --name ARGUMENT}. */
  static void addValue(Options options, String name, String argument, String description) {
    options.addOption(
        Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get());
  }

  /** {@code -o}, {@code --output}. */
  static Option output(String argument, String description) {
    return Option.builder("o").longOpt("output").hasArg().argName(argument).desc(description).get();
  }

  /** The one positional argument. */
  static String single(CommandLine line, String what, Command command) {
    List<String> found = line.getArgList();
    if (found.isEmpty()) {
      throw InputException.arguments("No " + what + " is given.", seeHelp(command));
    }
    if (found.size() > 1) {
      throw InputException.arguments(
          "Expected one "
              + what
              + ", found "
              + found.size()
              + ": "
              + String.join(", ", found)
              + ".",
          "Name one; an option's value follows the option at once, and --images is repeated for"
              + " each path.");
    }
    return found.get(0);
  }

  /**
   * The first positional argument, for commands that do several things.
   *
   * @param choice the actions in words
   */
  static String action(CommandLine line, Command command, List<String> actions, String choice) {
    String action = line.getArgList().isEmpty() ? "" : line.getArgList().get(0);
    if (!actions.contains(action)) {
      throw InputException.arguments(
          "gimbal "
              + command.name()
              + " needs "
              + choice
              + (action.isEmpty() ? "." : "; found '" + action + "'."),
          Closest.near(action, actions)
              .map(closest -> "Did you mean gimbal " + command.name() + " " + closest + "?")
              .orElse(seeHelp(command)));
    }
    return action;
  }

  /** For commands without positional arguments. */
  static void none(CommandLine line, Command command) {
    if (!line.getArgList().isEmpty()) {
      throw InputException.arguments(
          "gimbal " + command.name() + " does not understand '" + line.getArgList().get(0) + "'.",
          seeHelp(command));
    }
  }

  static Optional<String> value(CommandLine line, String option) {
    return Optional.ofNullable(line.getOptionValue(option));
  }

  static List<String> values(CommandLine line, String option) {
    String[] values = line.getOptionValues(option);
    return values == null ? List.of() : List.of(values);
  }

  /** A whole number that fits {@code int}. */
  static Optional<Integer> integer(CommandLine line, String option) {
    return wholeNumber(line, option)
        .map(
            value -> {
              if (value != (int) (long) value) {
                throw notANumber(option, Long.toString(value));
              }
              return (int) (long) value;
            });
  }

  /** A whole number. */
  static Optional<Long> wholeNumber(CommandLine line, String option) {
    return value(line, option)
        .map(
            text -> {
              try {
                return Long.parseLong(text.strip());
              } catch (NumberFormatException e) {
                throw notANumber(option, text);
              }
            });
  }

  private static InputException notANumber(String option, String text) {
    return InputException.arguments(
        "--" + option + " is '" + text + "'; expected a whole number.",
        "Use a number such as --" + option + " 8.");
  }

  private static void requireOnce(CommandLine line) {
    List<String> seen = new ArrayList<>();
    for (Option option : line.getOptions()) {
      String name = option.getLongOpt();
      if (seen.contains(name) && !REPEATABLE.contains(name)) {
        throw InputException.arguments(
            "--" + name + " is given more than once.", "Keep one of them.");
      }
      seen.add(name);
    }
  }

  private static InputException unknownOption(Command command, Options options, String typed) {
    String bare = typed.split("=", 2)[0].replaceFirst("^-{1,2}", "");
    List<String> known = options.getOptions().stream().map(Option::getLongOpt).toList();
    String remedy =
        Closest.near(bare, known)
            .map(closest -> "Did you mean --" + closest + "?")
            .orElse(seeHelp(command));
    return InputException.arguments(
        "gimbal " + command.name() + " has no option '" + typed + "'.", remedy);
  }

  private static String display(Option option) {
    return option.getLongOpt() == null ? "-" + option.getOpt() : "--" + option.getLongOpt();
  }

  private static String seeHelp(Command command) {
    return "Run gimbal " + command.name() + " --help.";
  }
}
