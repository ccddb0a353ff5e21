package dev.gimbal.cli;

import dev.gimbal.engine.CollapsePass;
import dev.gimbal.engine.ExposedSession;
import dev.gimbal.engine.ImageFeed;
import dev.gimbal.engine.PositionPanels;
import dev.gimbal.engine.ProgressListener;
import dev.gimbal.result.AuditResult;

/**
 * What an audit asks of single layers after the probes: where maps become vectors, what dense
 * weights know of positions, and how far a feature really sees.
 */
final class LayerTests {
  private final AuditRun run;
  private final ImageFeed feed;
  private final CollapsePass collapses;
  private final int rolledImages;
  private final AuditFields fields;
  private final long forwardPasses;

  /**
   * Plans the tests.
   *
   * @param session of the audit's layers
   * @param enginePasses forward passes of the audit's probes, of which each test takes a small
   *     share
   */
  LayerTests(AuditRun run, ExposedSession session, ImageFeed feed, long enginePasses) {
    this.run = run;
    this.feed = feed;
    collapses =
        new CollapsePass(
            run.audited().model(),
            run.audited().input(),
            run.audited().networkInput(),
            run.provider().provider(),
            run.structure().collapses(),
            run.plan().layers(),
            run.request().threads(),
            run.request().seed());
    rolledImages = collapses.images(feed.size(), enginePasses);
    long measured = enginePasses + rolledImages;
    fields = new AuditFields(run, session, measured);
    forwardPasses = measured + fields.forwardPasses();
  }

  /** Forward passes of the whole audit. */
  long forwardPasses() {
    return forwardPasses;
  }

  /** The result with the rows of the tests. */
  AuditResult addTo(AuditResult result, ProgressListener progress) throws InterruptedException {
    return result.withLayerTests(
        collapses.run(feed, rolledImages, progress),
        PositionPanels.of(run.audited().model(), run.structure().collapses(), run.plan().layers()),
        fields.rows(progress));
  }
}
