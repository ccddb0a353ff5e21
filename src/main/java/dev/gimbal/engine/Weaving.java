package dev.gimbal.engine;

import dev.gimbal.fault.InputException;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.score.ReferenceSummary;
import dev.gimbal.weave.ProbeGraph;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides how woven graphs are run: with as many rows as memory allows if a batch gives the numbers
 * of its members, else row by row with the references fed, else not at all.
 */
final class Weaving {
  private static final int MOST_ROWS_CPU = 8;
  private static final int MOST_ROWS_ACCELERATOR = 32;

  /** Bytes that the layers of all rows may take together, if all of them were kept. */
  private static final long MEMORY_CPU = 512L << 20;

  private static final long MEMORY_ACCELERATOR = 4L << 30;

  /** ONNX Runtime's reasons end in file names and shapes of its own. */
  private static final int LONGEST_REASON = 160;

  private final WovenSetup setup;
  private final Campaign campaign;
  private final List<Optional<ReferenceSummary>> summaries;
  private final WovenTrial trial;
  private String note = "";

  Weaving(
      WovenSetup setup,
      Campaign campaign,
      List<Optional<ReferenceSummary>> summaries,
      ImageFeed feed) {
    this.setup = setup;
    this.campaign = campaign;
    this.summaries = summaries;
    trial = new WovenTrial(campaign, summaries, feed);
  }

  /**
   * The graphs, tried; none where they cannot be used and need not be.
   *
   * @throws InputException of kind INPUT where they must be used and cannot
   */
  Optional<WovenNetwork> open() {
    if (setup.model().facts().opset() < ProbeGraph.oldestOpset()) {
      return refuse(
          "the model has operator set "
              + setup.model().facts().opset()
              + ", and the scorer's nodes need "
              + ProbeGraph.oldestOpset()
              + " or newer");
    }
    int rows = campaign.layers().stream().allMatch(this::hasRows) ? mostRows() : 1;
    while (true) {
      Attempt attempt = attempt(rows);
      if (attempt.network().isPresent()) {
        note = describe(attempt.network().get());
        return attempt.network();
      }
      if (rows == 1) {
        return refuse(attempt.problem());
      }
      note = attempt.problem();
      rows = attempt.memory() && rows > 2 ? rows / 2 : 1;
    }
  }

  /** How they are run, or why they are not. */
  String note() {
    return note;
  }

  private record Attempt(Optional<WovenNetwork> network, String problem, boolean memory) {}

  private Attempt attempt(int rows) {
    try {
      WovenNetwork network = WovenNetwork.open(setup, campaign, summaries, rows);
      try {
        Optional<String> problem = trial.problem(network);
        if (problem.isEmpty()) {
          return new Attempt(Optional.of(network), "", false);
        }
        network.close();
        return new Attempt(Optional.empty(), problem.get(), false);
      } catch (RuntimeException | Error e) {
        network.close();
        throw e;
      }
    } catch (RunFailure | InputException e) {
      String problem = Objects.requireNonNullElse(e.getMessage(), "the graph does not run");
      return new Attempt(Optional.empty(), shortened(problem), isAboutMemory(problem));
    }
  }

  private static String shortened(String problem) {
    return problem.length() <= LONGEST_REASON
        ? problem
        : problem.substring(0, LONGEST_REASON) + "…";
  }

  private static boolean isAboutMemory(String problem) {
    String text = problem.toLowerCase(Locale.ROOT);
    return text.contains("memory") || text.contains("alloc");
  }

  private String describe(WovenNetwork network) {
    int rows = network.rows();
    if (rows > 1) {
      String halved = note.isEmpty() ? "" : ", fewer than planned: " + note;
      return rows + " rows a run, the reference among them" + halved;
    }
    return "one row a run, because rows cannot be batched: "
        + (note.isEmpty() ? "a watched layer has no batch axis" : note);
  }

  private Optional<WovenNetwork> refuse(String problem) {
    if (setup.required()) {
      throw InputException.input(
          "The woven scorer cannot be used for this model: " + problem + ".",
          "Use --scorer fused.");
    }
    note = "the woven scorer cannot be used: " + problem;
    return Optional.empty();
  }

  private boolean hasRows(WatchedLayer watched) {
    return watched.layer().hasBatchAxis();
  }

  private int mostRows() {
    boolean accelerator = !setup.provider().isCpu();
    long elements = 0;
    for (WatchedLayer layer : campaign.layers()) {
      elements += layer.shape().elements();
    }
    long fitting =
        (accelerator ? MEMORY_ACCELERATOR : MEMORY_CPU) / Math.max(1, Float.BYTES * elements);
    return (int)
        Math.max(2, Math.min(accelerator ? MOST_ROWS_ACCELERATOR : MOST_ROWS_CPU, fitting));
  }
}
