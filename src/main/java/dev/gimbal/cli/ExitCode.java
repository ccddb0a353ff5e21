package dev.gimbal.cli;

import dev.gimbal.fault.InputException;

/** The program's exit codes; part of its contract with scripts. */
public final class ExitCode {
  /** Measured; the policy, if any, passed. */
  public static final int OK = 0;

  /** The policy or baseline gate failed. */
  public static final int GATE_FAILED = 1;

  /** Wrong arguments, policy or configuration. */
  public static final int ARGUMENTS = 2;

  /** Model or data unreadable or unsupported. */
  public static final int INPUT = 3;

  /** A policy or baseline was given and the answer is inconclusive. */
  public static final int INCONCLUSIVE = 4;

  /** Baseline missing or not comparable. */
  public static final int BASELINE = 5;

  /** A bug in Gimbal. */
  public static final int INTERNAL = 70;

  /** Interrupted, as by Ctrl-C. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}

  static int of(InputException.Kind kind) {
    return switch (kind) {
      case ARGUMENTS -> ARGUMENTS;
      case INPUT -> INPUT;
      case BASELINE -> BASELINE;
    };
  }
}
