package dev.gimbal.cli;

import java.io.IOException;

/** Draws the contact sheet of {@code gimbal probes}. */
final class ProbeSheet {
  private final Console console;

  ProbeSheet(Console console) {
    this.console = console;
  }

  /** Writes the sheet and prints its path; returns an exit code. */
  int write(ProbesCommand.Request request) throws IOException {
    throw new UnsupportedOperationException(request + " on " + console.errIsTerminal());
  }
}
