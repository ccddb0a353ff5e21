package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.InputSize;
import dev.gimbal.runtime.ExecutionProvider;
import dev.gimbal.runtime.NativeLibraries;
import dev.gimbal.runtime.NvidiaDriver;
import dev.gimbal.runtime.OnnxRuntimeStatus;
import dev.gimbal.runtime.Platform;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.ProviderChoice;
import dev.gimbal.runtime.ProviderRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
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
    return "[MODEL] [options]";
  }

  @Override
  public Options options() {
    Options options = new Options();
    options.addOption(
        Option.builder()
            .longOpt("provider")
            .hasArg()
            .argName(ProviderArgument.SHAPE)
            .desc(
                "test this one; cuda fetches GPU natives like an audit does. Default: "
                    + AuditRequest.DEFAULT_PROVIDER
                    + " with what is on this disk")
            .get());
    options.addOption(
        Option.builder()
            .longOpt("devices")
            .hasArg()
            .argName("N,N")
            .desc("numbers of the GPUs to test. Default: 0")
            .get());
    options.addOption(
        Option.builder()
            .longOpt("size")
            .hasArg()
            .argName("HxW")
            .desc("MODEL's input height and width where it leaves them open")
            .get());
    return options;
  }

  @Override
  public String remarks() {
    return "With MODEL: which of its nodes run on the CPU instead of the provider. Exit code 0:"
        + " models can be run. 3: they cannot, or a network with a known answer gives another; the"
        + " reason is shown.";
  }

  @Override
  public int run(CommandLine line, Console console) throws IOException {
    ProviderRequest request =
        ProviderArgument.parse(
            ArgumentParser.value(line, "provider").orElse(AuditRequest.DEFAULT_PROVIDER),
            ArgumentParser.value(line, "devices").map(ProviderArgument::devices).orElse(List.of()));
    Optional<Path> model =
        line.getArgList().isEmpty()
            ? Optional.empty()
            : Optional.of(Path.of(ArgumentParser.single(line, "model", this)));
    Optional<InputSize> size = ArgumentParser.value(line, "size").map(InputSize::parse);
    Table table = Table.plain();
    describeMachine(table);
    int code;
    try {
      code = describeRuntime(table, request, model, size, console);
    } catch (InputException e) {
      table.row("Usable", "no: " + Objects.requireNonNullElse(e.getMessage(), ""));
      table.row("", e.remedy());
      code = ExitCode.of(e.kind());
    }
    console.out().print(table.text());
    console.out().flush();
    return code;
  }

  private static void describeMachine(Table table) {
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
    NvidiaDriver driver = NvidiaDriver.ofThisMachine();
    if (driver.gpus().isEmpty()) {
      table.row("NVIDIA", "no GPU is visible");
    }
    for (int gpu = 0; gpu < driver.gpus().size(); gpu++) {
      table.row(gpu == 0 ? "NVIDIA" : "", driver.device(gpu));
    }
  }

  private static int describeRuntime(
      Table table,
      ProviderRequest request,
      Optional<Path> model,
      Optional<InputSize> size,
      Console console)
      throws IOException {
    boolean asked = request.provider().isPresent();
    if (!asked) {
      table.row("Natives for auto", NativeLibraries.forecast());
    }
    ProviderChoice choice =
        asked
            ? Provider.resolve(
                request, notice -> console.err().println("gimbal: " + Console.plain(notice)))
            : Provider.resolveLocally(request);
    NativeLibraries.Location natives = NativeLibraries.prepare();
    String where = natives.folder().map(folder -> folder + ", ").orElse("");
    table.row("Natives", where + natives.note());
    OnnxRuntimeStatus status = OnnxRuntimeStatus.read();
    table.row("ONNX Runtime", status.version());
    table.row("Built with", String.join(", ", status.builtProviders()));
    for (ExecutionProvider kind : OnnxRuntimeStatus.offered()) {
      if (kind != ExecutionProvider.CPU) {
        describe(table, kind);
      }
    }
    if (!OnnxRuntimeStatus.offered().contains(ExecutionProvider.CUDA)) {
      describe(table, ExecutionProvider.CUDA);
    }
    table.row(
        asked ? "Provider" : "Provider auto",
        choice.provider().description() + (asked ? "" : ", because " + choice.note()));
    int code = describeSelfTest(table, choice.provider());
    if (model.isPresent()) {
      describeModel(table, model.get(), size, choice.provider());
    }
    return code;
  }

  private static void describe(Table table, ExecutionProvider kind) {
    Provider provider = ProviderRequest.of(kind).resolved();
    table.row(
        kind == ExecutionProvider.CUDA ? "CUDA" : kind.id(),
        OnnxRuntimeStatus.problem(provider).map(problem -> "no: " + problem).orElse("yes"));
  }

  private static int describeSelfTest(Table table, Provider provider) {
    SelfTest.Outcome outcome = SelfTest.run(provider);
    boolean passed = outcome.problem().isEmpty();
    table.row(
        "Self-test on " + provider.id(),
        outcome
            .problem()
            .map(problem -> "failed: " + problem)
            .orElse("passed: " + SelfTest.DESCRIPTION));
    if (passed) {
      table.row("Precision", outcome.precision());
    }
    table.row(
        "Usable", passed ? "yes, on " + provider.id() : "no: scores from here would be wrong");
    return passed ? ExitCode.OK : ExitCode.INPUT;
  }

  private static void describeModel(
      Table table, Path file, Optional<InputSize> size, Provider provider) throws IOException {
    OnnxModel model = OnnxModel.read(file);
    PlacementReport report;
    String note = "";
    try {
      AuditedModel audited = AuditedModel.open(file, Optional.empty(), size, List.of());
      report = PlacementReport.of(audited, List.of(), provider);
    } catch (InputException e) {
      // Graphs that no audit would take, such as a probe graph, have nodes to place as well.
      note = ", as it is: " + e.getMessage();
      report = PlacementReport.of(Files.readAllBytes(file), model.folder(), provider);
    }
    table.row("Model", model.facts().file() + note);
    report.rows(provider).forEach(row -> table.row(row.name(), row.text()));
  }
}
