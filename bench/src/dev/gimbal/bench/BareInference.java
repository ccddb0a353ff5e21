package dev.gimbal.bench;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs a network and does nothing with what comes out: the measure of what an audit costs.
 *
 * <p>Arguments: model file, image shape without the batch axis ({@code 3x224x224}), session
 * threads, workers, batch, {@code spin} or {@code nospin}, number of images to run. Prints seconds
 * in the loop, images run, milliseconds an image and the peak of resident memory in MiB. Warm-up
 * runs come before the clock starts.
 */
public final class BareInference {
  private static final int WARM_UP_IMAGES = 16;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final long[] shape;
  private final int batch;

  private BareInference(OrtEnvironment environment, OrtSession session, long[] shape) {
    this.environment = environment;
    this.session = session;
    this.shape = shape;
    this.batch = (int) shape[0];
  }

  public static void main(String[] arguments) throws Exception {
    String model = arguments[0];
    int[] image = Arrays.stream(arguments[1].split("x")).mapToInt(Integer::parseInt).toArray();
    int threads = Integer.parseInt(arguments[2]);
    int workers = Integer.parseInt(arguments[3]);
    int batch = Integer.parseInt(arguments[4]);
    boolean spinning = arguments[5].equals("spin");
    int images = Integer.parseInt(arguments[6]);
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "bare");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      if (!spinning) {
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
      }
      try (OrtSession session = environment.createSession(model, options)) {
        long[] shape = new long[image.length + 1];
        shape[0] = batch;
        for (int axis = 0; axis < image.length; axis++) {
          shape[axis + 1] = image[axis];
        }
        new BareInference(environment, session, shape).measure(workers, images);
      }
    }
  }

  private void measure(int workers, int images) throws Exception {
    int runs = (images + batch - 1) / batch;
    List<PinnedRun> pinned = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      pinned.add(new PinnedRun(environment, session, shape));
    }
    spread(pinned, Math.max(workers, WARM_UP_IMAGES / batch));
    long start = System.nanoTime();
    spread(pinned, runs);
    double seconds = (System.nanoTime() - start) / 1e9;
    for (PinnedRun run : pinned) {
      run.close();
    }
    int done = runs * batch;
    System.out.printf(
        Locale.ROOT,
        "%.6f %d %.6f %.1f%n",
        seconds,
        done,
        1000 * seconds / done,
        PeakMemory.ofProcess(ProcessHandle.current().pid()).orElse(Double.NaN));
  }

  private static void spread(List<PinnedRun> pinned, int runs) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<OrtException> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (PinnedRun run : pinned) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (next.getAndIncrement() < runs) {
                    run.run();
                  }
                } catch (OrtException e) {
                  synchronized (failures) {
                    failures.add(e);
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(failures.get(0));
    }
  }

  /** Whether an input can hold images of this shape. */
  static boolean fits(TensorInfo info, long[] shape) {
    long[] declared = info.getShape();
    if (declared.length != shape.length) {
      return false;
    }
    for (int axis = 0; axis < declared.length; axis++) {
      if (declared[axis] >= 0 && declared[axis] != shape[axis]) {
        return false;
      }
    }
    return true;
  }
}
