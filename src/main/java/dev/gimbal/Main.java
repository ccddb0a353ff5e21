package dev.gimbal;

import dev.gimbal.cli.Gimbal;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The entry point: calls the command line and exits with its code. */
public final class Main {
  /** How long an interrupted run may take to join its workers. */
  private static final long JOIN_SECONDS = 20;

  private Main() {}

  public static void main(String[] args) {
    CountDownLatch finished = new CountDownLatch(1);
    interruptBeforeExit(Thread.currentThread(), finished);
    int code;
    try {
      code = Gimbal.run(args, System.out, System.err);
    } finally {
      finished.countDown();
    }
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  /**
   * On Ctrl-C the virtual machine may not go down while a worker is inside ONNX Runtime, which
   * crashes: the run is interrupted and given time to join its workers first.
   */
  private static void interruptBeforeExit(Thread run, CountDownLatch finished) {
    Thread hook =
        new Thread(
            () -> {
              if (finished.getCount() > 0) {
                run.interrupt();
                awaitQuietly(finished);
              }
            },
            "gimbal-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void awaitQuietly(CountDownLatch finished) {
    try {
      if (!finished.await(JOIN_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("gimbal: a worker did not stop within " + JOIN_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
