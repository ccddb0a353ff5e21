package dev.gimbal.bench;

import dev.gimbal.stats.DropTest;
import dev.gimbal.stats.DropTest.Answer;
import dev.gimbal.stats.DropTest.Ruling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How often the baseline gate errs, and how often it finds what is there, in worlds whose truth is
 * known. Every setting has its own seed: the same runs, the same table, on any number of threads.
 */
public final class GateSimulation {
  private static final double LIMIT = 0.01;
  private static final double ALPHA = 0.05;
  private static final long SEED = 20261121;
  private static final int PARTIAL = 50;
  private static final int[] IMAGES = {200, 60, 20};

  private static final int LAST = CorrelatedWorld.LAYERS - 1;

  private final int runs;
  private final Markdown page = new Markdown(System.out);
  private final Markdown progress = new Markdown(System.err);

  private GateSimulation(int runs) {
    this.runs = runs;
  }

  /** Arguments: the repository, which is not needed; runs a setting (1000); threads (2). */
  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    new GateSimulation(runs).print(threads);
  }

  /** What became of the runs of one setting. */
  private static final class Counts {
    private int runs;
    private int alarmsWithoutChange;
    private int passesWithoutChange;
    private int alarmsOnTheLimit;
    private int passesOnTheLimit;
    private int found;

    void count(CorrelatedWorld world) {
      DropTest test = new DropTest(LIMIT, ALPHA);
      runs++;
      List<Ruling> same = world.test(test, (layer, family) -> 0);
      alarmsWithoutChange += hasAlarm(same) ? 1 : 0;
      passesWithoutChange += hasPassed(same) ? 1 : 0;
      alarmsOnTheLimit += hasAlarm(world.test(test, (layer, family) -> LIMIT)) ? 1 : 0;
      List<Ruling> one =
          world.test(test, (layer, family) -> layer == LAST && family == 0 ? LIMIT : 0);
      passesOnTheLimit += hasPassed(one) ? 1 : 0;
      List<Ruling> twice = world.test(test, (layer, family) -> layer == LAST ? 2 * LIMIT : 0);
      found += hasAlarm(twice) ? 1 : 0;
    }

    private static boolean hasAlarm(List<Ruling> rulings) {
      return rulings.stream().anyMatch(ruling -> ruling.answer() == Answer.EXCEEDED);
    }

    /** The gate passes: no score exceeds, and each main one passes. */
    private static boolean hasPassed(List<Ruling> rulings) {
      return rulings.stream().allMatch(ruling -> ruling.answer() == Answer.PASSED);
    }

    Object[] cells(CorrelatedWorld.Tail tail, int images) {
      return new Object[] {
        tail,
        images,
        runs,
        share(alarmsWithoutChange),
        share(passesWithoutChange),
        share(alarmsOnTheLimit),
        share(passesOnTheLimit),
        share(found)
      };
    }

    private String share(int count) {
      return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / runs);
    }
  }

  private void print(int threads) throws InterruptedException, ExecutionException {
    page.columns(
        "images differ",
        "images",
        "runs",
        "no change: alarms",
        "no change: passes",
        "every score on the limit: alarms",
        "one mean on the limit: passes",
        "one layer at twice the limit: found");
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Object[]>> rows = new ArrayList<>();
      for (int images : IMAGES) {
        for (CorrelatedWorld.Tail tail : CorrelatedWorld.Tail.values()) {
          rows.add(workers.submit(() -> row(tail, images)));
        }
      }
      for (Future<Object[]> row : rows) {
        page.cells(row.get());
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private Object[] row(CorrelatedWorld.Tail tail, int images) {
    SplittableRandom random = new SplittableRandom(SEED + 1000L * tail.ordinal() + images);
    CorrelatedWorld world = new CorrelatedWorld(tail, images);
    Counts counts = new Counts();
    for (int run = 1; run <= runs; run++) {
      world.draw(random);
      counts.count(world);
      if (run % PARTIAL == 0 && run < runs) {
        progress.cells(counts.cells(tail, images));
      }
    }
    return counts.cells(tail, images);
  }
}
