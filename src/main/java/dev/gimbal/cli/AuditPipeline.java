package dev.gimbal.cli;

import dev.gimbal.plan.AuditRequest;
import java.io.IOException;
import java.io.PrintStream;

/** Runs an audit from the request to the written outputs. */
final class AuditPipeline {
  private final Console console;

  AuditPipeline(Console console) {
    this.console = console;
  }

  /** Measures, writes the outputs and prints the summary; returns an exit code. */
  int run(AuditRequest request, PrintStream out, PrintStream err)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException(
        "auditing " + request.model() + " on " + console.errIsTerminal());
  }
}
