package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.runtime.NativeLibraries;
import dev.gimbal.runtime.OnnxRuntimeStatus;
import dev.gimbal.runtime.Platform;
import dev.gimbal.runtime.Provider;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Says whether models can be run on this machine, and with what. */
final class DoctorCommand implements Command {
  private static final double MIB = 1024.0 * 1024.0;

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "says whether models can be run here, with what, and what is missing";
  }

  @Override
  public String arguments() {
    return "";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public String remarks() {
    return "Exit code 0: models can be run. 3: they cannot, or a network with a known answer gives"
        + " another; the reason is shown.";
  }

  @Override
  public int run(CommandLine line, Console console) {
    ArgumentParser.none(line, this);
    Table table = Table.plain();
    describeJava(table);
    int code;
    try {
      describeRuntime(table);
      code = describeSelfTest(table);
    } catch (InputException e) {
      table.row("Usable", "no: " + Objects.requireNonNullElse(e.getMessage(), ""));
      table.row("", e.remedy());
      code = ExitCode.of(e.kind());
    }
    console.out().print(table.text());
    console.out().flush();
    return code;
  }

  private static void describeJava(Table table) {
    Runtime java = Runtime.getRuntime();
    table.row("Gimbal", VersionCommand.version());
    table.row(
        "Java",
        System.getProperty("java.version", "unknown")
            + " ("
            + System.getProperty("java.vendor", "unknown vendor")
            + ") in "
            + System.getProperty("java.home", "unknown"));
    table.row(
        "System",
        System.getProperty("os.name", "unknown")
            + " "
            + System.getProperty("os.version", "")
            + ", "
            + Platform.current().id()
            + (Platform.current().musl() ? " with musl" : ""));
    table.row(
        "Machine",
        String.format(
            Locale.ROOT,
            "%d cores; at most %.0f MiB for Java's heap",
            java.availableProcessors(),
            java.maxMemory() / MIB));
  }

  private static void describeRuntime(Table table) {
    NativeLibraries.Location natives = NativeLibraries.prepare();
    String where = natives.folder().map(folder -> folder + ", ").orElse("");
    table.row("Natives", where + natives.note());
    OnnxRuntimeStatus status = OnnxRuntimeStatus.read();
    table.row("ONNX Runtime", status.version());
    table.row("Built with", String.join(", ", status.builtProviders()));
    table.row("CUDA", status.cudaProblem().map(problem -> "no: " + problem).orElse("yes"));
    table.row(
        "Provider auto", status.cudaProblem().isEmpty() ? Provider.CUDA.id() : Provider.CPU.id());
  }

  private static int describeSelfTest(Table table) {
    Provider provider = Provider.resolve("auto").provider();
    Optional<String> problem = SelfTest.run(provider);
    table.row("Self-test on " + provider.id(), problem.orElse("passed: " + SelfTest.DESCRIPTION));
    table.row("Usable", problem.isEmpty() ? "yes" : "no: scores from here would be wrong");
    return problem.isEmpty() ? ExitCode.OK : ExitCode.INPUT;
  }
}
