package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.Gate;
import dev.gimbal.gate.policy.BuiltInPolicy;
import dev.gimbal.gate.policy.Policy;
import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.Verdict;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * A policy that a command was given, read and checked before anything is measured, and what its
 * verdict means for the exit code.
 */
record GateRequest(Path file, Policy policy, boolean failOnWarn, boolean exitZero) {
  private static final String POLICY = "policy";
  private static final String FAIL_ON = "fail-on";
  private static final String EXIT_ZERO = "exit-zero";

  static void addOptions(Options options) {
    options.addOption(
        Option.builder()
            .longOpt(POLICY)
            .hasArg()
            .argName("FILE|NAME")
            .desc(
                "what the result must hold: a YAML file (gimbal policy init writes one), or "
                    + String.join(", ", BuiltInPolicy.NAMES))
            .get());
    options.addOption(
        Option.builder()
            .longOpt(FAIL_ON)
            .hasArg()
            .argName("LEVEL")
            .desc(
                "error, or warn: then rules of level warn decide the exit code too. Default: error")
            .get());
    options.addOption(
        Option.builder()
            .longOpt(EXIT_ZERO)
            .desc(
                "end with 0 whatever the verdict; wrong arguments and unreadable files still fail")
            .get());
  }

  /**
   * What the command line asks for; empty without a policy.
   *
   * @throws InputException of kind ARGUMENTS for a policy that cannot be used
   */
  static Optional<GateRequest> of(CommandLine line) {
    Optional<String> policy = ArgumentParser.value(line, POLICY);
    String level = ArgumentParser.value(line, FAIL_ON).orElse("error");
    if (!level.equals("error") && !level.equals("warn")) {
      throw InputException.arguments(
          "--fail-on is '" + level + "'; expected error or warn.", "Leave --fail-on out.");
    }
    if (policy.isEmpty()) {
      for (String option : new String[] {FAIL_ON, EXIT_ZERO}) {
        if (line.hasOption(option)) {
          throw InputException.arguments(
              "--" + option + " without --policy has nothing to decide.", "Add --policy FILE.");
        }
      }
      return Optional.empty();
    }
    Path file = Path.of(policy.get());
    return Optional.of(
        new GateRequest(
            file, PolicyReader.read(file), level.equals("warn"), line.hasOption(EXIT_ZERO)));
  }

  /** The result with the policy's verdict, as of today in UTC. */
  AuditResult applyTo(AuditResult result) {
    return result.withGate(Gate.evaluate(policy, result, LocalDate.now(ZoneOffset.UTC)));
  }

  /** The exit code for a verdict. */
  int exitCode(GateResult gate) {
    if (exitZero) {
      return ExitCode.OK;
    }
    return switch (gate.verdict()) {
      case PASS, SKIPPED -> ExitCode.OK;
      case FAIL -> ExitCode.GATE_FAILED;
      case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
      case WARN -> failOnWarn ? warned(gate) : ExitCode.OK;
    };
  }

  /** A warning is a violation, or a comparison that could not be decided. */
  private static int warned(GateResult gate) {
    boolean violated = gate.rules().stream().anyMatch(rule -> rule.verdict() == Verdict.WARN);
    return violated ? ExitCode.GATE_FAILED : ExitCode.INCONCLUSIVE;
  }
}
