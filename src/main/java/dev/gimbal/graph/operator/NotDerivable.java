package dev.gimbal.graph.operator;

/** A rule cannot tell what an operator does to a tensor; the message is a clause. */
final class NotDerivable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotDerivable(String reason) {
    super(reason, null, false, false);
  }
}
