package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.notation.Closest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.apache.commons.cli.CommandLine;

/** The program in memory: arguments in, text and an exit code out. Only {@code Main} exits. */
public final class Gimbal {
  private final List<Command> commands;
  private final Console console;
  private final Map<String, String> environment;

  Gimbal(List<Command> commands, Console console, Map<String, String> environment) {
    this.commands = List.copyOf(commands);
    this.console = console;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Runs one command. Never throws: input that cannot be used and internal errors become a message
   * on {@code err} and a code of {@link ExitCode}.
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    Map<String, String> environment = System.getenv();
    Console console = Console.of(out, err, environment);
    return new Gimbal(catalogue(), console, environment).run(List.of(args));
  }

  /** Every command, in the order in which help lists them. */
  static List<Command> catalogue() {
    return List.of(
        new AuditCommand(),
        new DiffCommand(),
        new ReportCommand(),
        new InspectCommand(),
        new ProbesCommand(),
        new CheckCommand(),
        new PolicyCommand(),
        new BaselineCommand(),
        new CompileCommand(),
        new DoctorCommand(),
        new VersionCommand());
  }

  int run(List<String> args) {
    try {
      return dispatch(args);
    } catch (InputException e) {
      console.problem(Objects.requireNonNullElse(e.getMessage(), ""), e.remedy());
      trace(e);
      return ExitCode.of(e.kind());
    } catch (InvalidPathException e) {
      console.problem("'" + e.getInput() + "' is not a path: " + e.getReason() + ".", "");
      return ExitCode.ARGUMENTS;
    } catch (InterruptedException | ClosedByInterruptException | CancellationException e) {
      console.problem("interrupted; nothing was written.", "");
      trace(e);
      return ExitCode.INTERRUPTED;
    } catch (IOException e) {
      console.problem("Reading or writing failed: " + describe(e) + ".", "");
      trace(e);
      return ExitCode.INPUT;
    } catch (OutOfMemoryError e) {
      console.problem(
          "Java's memory ran out: " + describe(e) + ".",
          "Use fewer --threads, or give Java more with JAVA_TOOL_OPTIONS=-Xmx8g.");
      trace(e);
      return ExitCode.INTERNAL;
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      console.problem(
          "internal error: " + describe(e),
          "Set GIMBAL_DEBUG=1 for the trace and report it; this is a bug in Gimbal.");
      trace(e);
      return ExitCode.INTERNAL;
    }
  }

  private int dispatch(List<String> args) throws IOException, InterruptedException {
    HelpPage help = new HelpPage(console.out(), commands);
    if (args.isEmpty()) {
      new HelpPage(console.err(), commands).overview();
      return ExitCode.ARGUMENTS;
    }
    String first = args.get(0);
    List<String> rest = args.subList(1, args.size());
    switch (first) {
      case "--help", "-h" -> {
        help.overview();
        return ExitCode.OK;
      }
      case "help" -> {
        return help(help, rest);
      }
      case "--version" -> {
        return run("version", rest, help);
      }
      default -> {
        return run(first, rest, help);
      }
    }
  }

  private int help(HelpPage help, List<String> topics) throws IOException {
    if (topics.isEmpty()) {
      help.overview();
    } else {
      help.command(find(topics.get(0)));
    }
    return ExitCode.OK;
  }

  private int run(String name, List<String> args, HelpPage help)
      throws IOException, InterruptedException {
    Command command = find(name);
    CommandLine line = ArgumentParser.parse(command, args);
    if (line.hasOption(ArgumentParser.HELP)) {
      help.command(command);
      return ExitCode.OK;
    }
    return command.run(line, console);
  }

  private Command find(String name) {
    for (Command command : commands) {
      if (command.name().equals(name)) {
        return command;
      }
    }
    List<String> known = commands.stream().map(Command::name).toList();
    if (name.startsWith("-")) {
      throw InputException.arguments(
          "Expected a command before the options, found '" + name + "'.",
          "Start with one of " + String.join(", ", known) + ", such as gimbal audit " + name + ".");
    }
    if (name.endsWith(".onnx")) {
      throw InputException.arguments(
          "Expected a command, found the file '" + name + "'.", "Run gimbal audit " + name + ".");
    }
    throw InputException.arguments(
        "Unknown command '" + name + "'; there are " + String.join(", ", known) + ".",
        Closest.near(name, known)
            .map(closest -> "Did you mean gimbal " + closest + "?")
            .orElse("Run gimbal --help."));
  }

  private static String describe(Throwable thrown) {
    String message = Objects.requireNonNullElse(thrown.getMessage(), "");
    String line = message.lines().findFirst().orElse("").strip();
    String type = thrown.getClass().getSimpleName();
    return line.isEmpty() ? type : type + ": " + line;
  }

  private void trace(Throwable thrown) {
    String debug = environment.getOrDefault("GIMBAL_DEBUG", "");
    if (!debug.isEmpty() && !debug.equals("0")) {
      thrown.printStackTrace(console.err());
    }
  }
}
