package dev.gimbal.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.apache.commons.cli.help.HelpFormatter;
import org.apache.commons.cli.help.TextHelpAppendable;

/** Prints the overview and each command's help. */
final class HelpPage {
  private static final int WIDTH = 96;

  private final PrintStream out;
  private final List<Command> commands;

  HelpPage(PrintStream out, List<Command> commands) {
    this.out = out;
    this.commands = commands;
  }

  void overview() {
    out.println("Usage: gimbal COMMAND [arguments]");
    out.println();
    out.println(
        "Moves the input of a convolutional network (.onnx) in controlled ways and says how");
    out.println("much each layer notices, and why.");
    out.println();
    Table table = Table.plain();
    for (Command command : commands) {
      table.row("  " + command.name(), command.summary());
    }
    table.row("  help [COMMAND]", "explains a command; so does COMMAND --help");
    out.print(table.text());
    out.println();
    out.println("A first try: gimbal audit samples/lenet-shifted/lenet.onnx");
    out.println("Exit codes: 0 measured or passed, 1 policy failed, 2 wrong arguments or policy,");
    out.println(
        "3 model or data unreadable or unsupported, 4 policy inconclusive, 70 internal error,");
    out.println("130 interrupted.");
    out.flush();
  }

  void command(Command command) throws IOException {
    TextHelpAppendable page = new TextHelpAppendable(out);
    page.setMaxWidth(WIDTH);
    HelpFormatter formatter =
        HelpFormatter.builder()
            .setShowSince(false)
            // Options stay in the order in which the command lists them: by importance.
            .setComparator((a, b) -> 0)
            .setHelpAppendable(page)
            .get();
    String summary = command.summary();
    formatter.printHelp(
        ("gimbal " + command.name() + " " + command.arguments()).strip(),
        Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".",
        ArgumentParser.optionsOf(command),
        "",
        false);
    if (!command.remarks().isEmpty()) {
      out.println(command.remarks().strip());
    }
    out.flush();
  }
}
