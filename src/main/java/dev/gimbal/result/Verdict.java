package dev.gimbal.result;

/** What a gate says about a rule or about a whole result. */
public enum Verdict {
  /** Every comparison was decided, and for the better. */
  PASS,
  /** A rule of level warn is violated or undecided; no rule of level error is. */
  WARN,
  /** A rule of level error is violated. */
  FAIL,
  /** A rule of level error is undecided, and none is violated. */
  INCONCLUSIVE,
  /** A rule found nothing to compare, and its policy allows that; never a result's verdict. */
  SKIPPED
}
