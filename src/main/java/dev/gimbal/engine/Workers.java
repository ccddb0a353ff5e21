package dev.gimbal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs one task per image on a fixed number of workers, each of which owns its buffers. */
final class Workers {
  private final int threads;

  /** What one worker does; opened, used and closed by the worker's own thread. */
  interface Worker extends AutoCloseable {
    void image(int index);

    @Override
    void close();
  }

  Workers(int threads) {
    this.threads = threads;
  }

  /**
   * Runs images 0…count−1 and returns when all workers have stopped; the first failure is thrown.
   *
   * @throws InterruptedException when the calling thread is interrupted; workers are interrupted
   *     and finish their forward pass first, because a native session must not be closed while one
   *     is inside it
   */
  void run(int count, Supplier<Worker> factory) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> started = new ArrayList<>();
    for (int thread = 0; thread < Math.min(threads, count); thread++) {
      Thread worker = new Thread(() -> work(count, next, failure, factory), "worker-" + thread);
      worker.start();
      started.add(worker);
    }
    join(started, next, count);
    rethrow(failure.get());
  }

  private static void work(
      int count,
      AtomicInteger next,
      AtomicReference<@Nullable Throwable> failure,
      Supplier<Worker> factory) {
    try (Worker worker = factory.get()) {
      for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
        worker.image(index);
      }
    } catch (RuntimeException | Error e) {
      failure.accumulateAndGet(e, Workers::cause);
      next.set(count);
    }
  }

  /** The first failure; a worker that was cancelled only follows another one's failure. */
  private static @Nullable Throwable cause(@Nullable Throwable known, @Nullable Throwable next) {
    return known == null || known instanceof CancellationException ? next : known;
  }

  private static void join(List<Thread> workers, AtomicInteger next, int count)
      throws InterruptedException {
    InterruptedException interrupted = null;
    for (Thread worker : workers) {
      boolean running = true;
      while (running) {
        try {
          worker.join();
          running = false;
        } catch (InterruptedException e) {
          interrupted = e;
          next.set(count);
          workers.forEach(Thread::interrupt);
        }
      }
    }
    if (interrupted != null) {
      throw interrupted;
    }
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
