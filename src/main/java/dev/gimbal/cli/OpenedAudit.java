package dev.gimbal.cli;

import dev.gimbal.engine.Engine;
import dev.gimbal.engine.ExposedSession;
import dev.gimbal.engine.MeasuredProbe;
import dev.gimbal.engine.Measurement;
import dev.gimbal.engine.Motions;
import dev.gimbal.engine.OutputAudits;
import dev.gimbal.engine.PicturePass;
import dev.gimbal.engine.PreparedFeed;
import dev.gimbal.engine.ProgressListener;
import dev.gimbal.engine.WovenSetup;
import dev.gimbal.plan.ScorerName;
import dev.gimbal.result.AuditResult;
import dev.gimbal.runtime.Provider;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An audit whose model is loaded: measures the probes, then single layers, then takes pictures. */
final class OpenedAudit {
  private final AuditRun run;
  private final ExposedSession session;
  private final PreparedFeed feed;
  private final ModelTrial trial;
  private final double loadSeconds;
  private final List<MeasuredProbe> probes;
  private final OutputChoice outputs;
  private final Map<String, List<String>> classNames;
  private final OutputAudits audits;
  private final Engine engine;

  /**
   * Prepares.
   *
   * @param session with the planned layers exposed
   * @param feed of the planned images
   * @param trial of the session
   */
  OpenedAudit(
      AuditRun run,
      ExposedSession session,
      PreparedFeed feed,
      ModelTrial trial,
      double loadSeconds) {
    this.run = run;
    this.session = session;
    this.feed = feed;
    this.trial = trial;
    this.loadSeconds = loadSeconds;
    int height = run.structure().height();
    int width = run.structure().width();
    probes =
        run.plan().probes().stream()
            .map(planned -> Motions.measured(planned, height, width))
            .toList();
    outputs = new OutputChoice(run.audited(), run.plan().layers());
    // Read before measuring: a file that cannot be read is an error of the first minute.
    classNames = run.request().pictures() ? outputs.classNames() : Map.of();
    audits =
        new OutputAudits(
            outputs.audits(probes, feed, run.images().images().labelled(), run.request().seed()));
    Engine plain =
        new Engine(
            session,
            run.audited().networkInput(),
            run.plan().layers(),
            outputs.indices(),
            probes,
            run.request().threads(),
            run.request().seed());
    engine = weaving(run).map(plain::weaving).orElse(plain);
  }

  /** What to weave with, where the scorer asked for runs in the graph. */
  private static Optional<WovenSetup> weaving(AuditRun run) {
    ScorerName asked = run.request().scorer();
    Provider provider = run.provider().provider();
    boolean woven = asked == ScorerName.WOVEN || asked == ScorerName.AUTO && !provider.isCpu();
    return woven
        ? Optional.of(
            new WovenSetup(
                run.audited().model(), run.audited().input(), provider, asked == ScorerName.WOVEN))
        : Optional.empty();
  }

  /**
   * Measures.
   *
   * @param deciding gate that may end the audit early
   * @param records where the images' rows go
   */
  AuditResult measure(
      Optional<GateRequest> deciding, RecordsSpool records, Console console, PrintStream err)
      throws InterruptedException {
    ResultAssembly assembly =
        new ResultAssembly(
            run,
            trial,
            loadSeconds,
            found -> tests(found.images()).forwardPasses(),
            deciding.map(GateRequest::decidingWords).orElse(List.of()));
    Optional<EarlyDecision> decision =
        deciding.map(gate -> new EarlyDecision(gate, assembly, audits, records, feed.size()));
    long passes = tests(feed.size()).forwardPasses();
    announce(passes, err);
    try (Progress progress = Progress.start(console, run.request().quiet(), "Measuring", passes)) {
      Measurement measurement =
          engine.measure(
              feed,
              audits,
              progress::step,
              records.start(run.plan().hash(), audits, decision.isPresent()),
              decision.map(rule -> rule));
      AuditResult result =
          decision.isPresent()
              ? decision.get().last(measurement)
              : assembly.assemble(
                  measurement, audits.finish(measurement.images()), Optional.empty());
      return withTests(result, measurement, progress::step);
    }
  }

  private void announce(long passes, PrintStream err) {
    if (!run.request().quiet()) {
      err.printf(
          Locale.ROOT,
          "%s: %d layers, %d probes, %d images, %d forward passes on %s%n",
          Console.line(run.audited().model().facts().file()),
          run.plan().layers().size(),
          probes.size(),
          feed.size(),
          passes,
          run.provider().provider().id());
    }
  }

  /** The tests of single layers, over the first images. */
  private LayerTests tests(int images) {
    return new LayerTests(
        run, session, feed.first(images), engine.forwardPasses(feed.size(), images));
  }

  private AuditResult withTests(
      AuditResult result, Measurement measurement, ProgressListener progress)
      throws InterruptedException {
    int images = measurement.images();
    AuditResult tested = tests(images).addTo(result, progress);
    if (!run.request().pictures()) {
      return tested;
    }
    PicturePass camera =
        new PicturePass(
            session, run.audited().networkInput(), run.plan().layers(), outputs.indices(), probes);
    return tested.withPictures(
        camera.take(
            feed.first(images), run.plan().preprocessing(), audits, measurement, classNames));
  }
}
