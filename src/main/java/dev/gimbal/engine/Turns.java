package dev.gimbal.engine;

import java.util.concurrent.CancellationException;

/** Lets workers act one after the other in plan order. */
final class Turns {
  private int next;
  private boolean aborted;

  /** Waits until all earlier images are done, then acts, then lets the next one act. */
  synchronized void act(int index, Runnable action) {
    boolean interrupted = false;
    while (next != index && !aborted) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (aborted) {
      throw new CancellationException("an earlier image failed");
    }
    action.run();
    next++;
    notifyAll();
  }

  /** Releases all waiting workers after a failure. */
  synchronized void abort() {
    aborted = true;
    notifyAll();
  }
}
