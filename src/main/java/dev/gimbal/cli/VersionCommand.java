package dev.gimbal.cli;

import java.util.Objects;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Prints the version. Must stay fast: touches neither ONNX Runtime nor files. */
final class VersionCommand implements Command {
  /** The version in the jar's manifest, or {@code development} when run from class files. */
  static String version() {
    return Objects.requireNonNullElse(
        VersionCommand.class.getPackage().getImplementationVersion(), "development");
  }

  @Override
  public String name() {
    return "version";
  }

  @Override
  public String summary() {
    return "prints the version";
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
  public int run(CommandLine line, Console console) {
    ArgumentParser.none(line, this);
    console.out().println("gimbal " + version());
    console.out().flush();
    return ExitCode.OK;
  }
}
