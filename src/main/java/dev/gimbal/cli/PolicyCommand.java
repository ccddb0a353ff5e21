package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.policy.BuiltInPolicy;
import dev.gimbal.gate.policy.Policy;
import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.notation.Closest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** Writes a first policy, checks one, or prints the schema of policies. */
final class PolicyCommand implements Command {
  private static final List<String> ACTIONS = List.of("init", "validate", "schema");
  private static final String DEFAULT_FILE = "gimbal-policy.yaml";
  private static final String EXTENDS = "extends";

  @Override
  public String name() {
    return "policy";
  }

  @Override
  public String summary() {
    return "writes a first policy, checks one, or prints the schema of policies";
  }

  @Override
  public String arguments() {
    return "init [FILE] | validate FILE | schema";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        Option.builder()
            .longOpt(EXTENDS)
            .hasArg()
            .argName("NAME")
            .desc(
                "init: what the policy inherits: "
                    + String.join(", ", BuiltInPolicy.NAMES)
                    + ". Default: "
                    + BuiltInPolicy.NAMES.get(0))
            .get());
    return options;
  }

  @Override
  public String remarks() {
    return "init writes " + DEFAULT_FILE + " unless FILE is given, and never over a file.";
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    List<String> words = line.getArgList();
    String action =
        ArgumentParser.action(line, this, ACTIONS, "one of " + String.join(", ", ACTIONS));
    List<String> rest = words.subList(1, words.size());
    if (rest.size() > (action.equals("schema") ? 0 : 1)) {
      throw InputException.arguments(
          "gimbal policy " + action + " does not understand '" + rest.get(rest.size() - 1) + "'.",
          "Run gimbal policy --help.");
    }
    if (line.hasOption(EXTENDS) && !action.equals("init")) {
      throw InputException.arguments("--extends is for gimbal policy init.", "Leave it out.");
    }
    switch (action) {
      case "init" -> init(line, rest, console);
      case "validate" -> validate(rest, console);
      default -> console.out().write(BuiltInPolicy.schema());
    }
    console.out().flush();
    return ExitCode.OK;
  }

  private static void init(CommandLine line, List<String> rest, Console console)
      throws IOException {
    String base = ArgumentParser.value(line, EXTENDS).orElse(BuiltInPolicy.NAMES.get(0));
    if (!BuiltInPolicy.NAMES.contains(base)) {
      throw InputException.arguments(
          "--extends is '" + base + "'; there are " + String.join(", ", BuiltInPolicy.NAMES) + ".",
          "Did you mean " + Closest.to(base, BuiltInPolicy.NAMES) + "?");
    }
    Path file = Path.of(rest.isEmpty() ? DEFAULT_FILE : rest.get(0));
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw InputException.arguments(
          "The policy " + file + " exists already.", "Edit it, or name another file.");
    }
    OutputFiles.requireWritable(file);
    String text = BuiltInPolicy.draft(base);
    OutputFiles.write(file, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    console.out().println("policy: " + Console.plain(file.toString()));
  }

  private void validate(List<String> rest, Console console) {
    if (rest.isEmpty()) {
      throw InputException.arguments("No policy is given.", "Run gimbal policy validate FILE.");
    }
    Policy policy = PolicyReader.read(Path.of(rest.get(0)));
    console
        .out()
        .printf(
            "%s is valid: %d rules, %d suppressions%s%n",
            Console.line(policy.name()),
            policy.rules().size(),
            policy.suppressions().size(),
            policy.baseline().isPresent() ? ", a baseline" : "");
    policy.notes().forEach(note -> console.out().println("  " + Console.line(note)));
  }
}
