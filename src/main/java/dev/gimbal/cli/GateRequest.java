package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.Gate;
import dev.gimbal.gate.compare.Comparability;
import dev.gimbal.gate.compare.Comparison;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.gate.policy.BuiltInPolicy;
import dev.gimbal.gate.policy.Policy;
import dev.gimbal.gate.policy.PolicyReader;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.Verdict;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * A policy that a command was given, read and checked before anything is measured, and what its
 * verdict means for the exit code.
 */
record GateRequest(
    Optional<Path> file,
    Policy policy,
    Optional<Measured> baseline,
    boolean failOnWarn,
    boolean exitZero,
    boolean decide) {
  private static final String POLICY = "policy";
  private static final String BASELINE = "baseline";
  private static final String FAIL_ON = "fail-on";
  private static final String EXIT_ZERO = "exit-zero";
  private static final String DECIDE = "decide";

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
            .longOpt(BASELINE)
            .hasArg()
            .argName("RESULT")
            .desc(
                "an earlier result of the same images that scores may not fall below, image by"
                    + " image; in place of the policy's. Without a policy the allowed drop is 0.01")
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

  /** For commands that measure. */
  static Option decideOption() {
    return Option.builder()
        .longOpt(DECIDE)
        .desc(
            "measure only until every rule of the policy is decided; needs more images than a"
                + " fixed number where scores lie near their limits")
        .get();
  }

  /**
   * What the command line asks for; empty without a policy and a baseline.
   *
   * @throws InputException of kind ARGUMENTS for a policy that cannot be used, of kind BASELINE for
   *     a baseline that cannot
   */
  static Optional<GateRequest> of(CommandLine line) {
    Optional<String> policy = ArgumentParser.value(line, POLICY);
    String level = ArgumentParser.value(line, FAIL_ON).orElse("error");
    if (!level.equals("error") && !level.equals("warn")) {
      throw InputException.arguments(
          "--fail-on is '" + level + "'; expected error or warn.", "Leave --fail-on out.");
    }
    Optional<Path> baseline = ArgumentParser.value(line, BASELINE).map(Path::of);
    if (policy.isEmpty() && baseline.isEmpty()) {
      for (String option : new String[] {FAIL_ON, EXIT_ZERO, DECIDE}) {
        if (line.hasOption(option)) {
          throw InputException.arguments(
              "--" + option + " without --policy has nothing to decide.", "Add --policy FILE.");
        }
      }
      return Optional.empty();
    }
    Optional<Path> file = policy.map(Path::of);
    Optional<Policy> read = file.map(PolicyReader::read);
    Policy asked =
        baseline
            .map(path -> read.map(own -> own.withBaseline(path)).orElse(Policy.ofBaseline(path)))
            .or(() -> read)
            .orElseThrow();
    return Optional.of(
        new GateRequest(
            file,
            asked,
            asked.baseline().map(rule -> BaselineFile.read(rule.path())),
            level.equals("warn"),
            line.hasOption(EXIT_ZERO),
            line.hasOption(DECIDE)));
  }

  /**
   * Refuses a baseline of another plan before anything is measured.
   *
   * @throws InputException of kind BASELINE
   */
  void requireComparable(AuditRun run) {
    baseline.ifPresent(
        known ->
            Comparability.requireSamePlan(
                known.result(), ResultAssembly.plan(run), ResultAssembly.probes(run)));
  }

  /** Rules for which stopping early can save nothing. */
  List<String> needingAllImages() {
    return Gate.needingAllImages(policy);
  }

  /** Words of the command line that repeat an audit that stops early. */
  List<String> decidingWords() {
    List<String> words = new ArrayList<>();
    file.ifPresent(policyFile -> words.addAll(List.of("--" + POLICY, policyFile.toString())));
    words.add("--" + DECIDE);
    return words;
  }

  /** The files that are read, which no output may replace. */
  List<Path> inputs() {
    List<Path> inputs = new ArrayList<>(file.stream().toList());
    baseline.ifPresent(known -> inputs.addAll(RecordsCopy.inputs(known)));
    return inputs;
  }

  /**
   * The result with the policy's verdict, as of today in UTC.
   *
   * @param measured with its records, where there is a baseline
   */
  AuditResult applyTo(AuditResult result, Optional<Measured> measured) {
    return result.withGate(verdict(result, measured));
  }

  /** What the policy makes of a result, as {@link #applyTo}. */
  GateResult verdict(AuditResult result, Optional<Measured> measured) {
    Optional<Comparison> comparison =
        baseline.map(known -> Comparison.ofCommonImages(known, measured.orElseThrow()));
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return Gate.evaluate(policy, result, today, comparison);
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
