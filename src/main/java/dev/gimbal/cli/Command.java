package dev.gimbal.cli;

import java.io.IOException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** One subcommand: what it understands, how it explains itself and what it does. */
interface Command {
  /** The word after {@code gimbal}. */
  String name();

  /** One sentence for the list of commands. */
  String summary();

  /** Its arguments as the usage line shows them, such as {@code MODEL [options]}. */
  String arguments();

  /** Its options; {@code --help} is added by the caller. */
  Options options();

  /** Closing remarks of its help: defaults, examples, exit codes. */
  default String remarks() {
    return "";
  }

  /** Does the work and returns an exit code. */
  int run(CommandLine line, Console console) throws IOException, InterruptedException;
}
