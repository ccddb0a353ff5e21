package dev.gimbal.engine;

import dev.gimbal.engine.ImageRecord.Sum;
import dev.gimbal.fault.InputException;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.LayerForm;
import dev.gimbal.result.records.LayerSum;
import dev.gimbal.result.records.RecordLayout;
import dev.gimbal.result.records.RecordsWriter;
import dev.gimbal.result.records.RowSpool;
import dev.gimbal.score.ReferenceSummary;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what every image contributed in a file, as images are finished in plan order. The file is
 * whole once this is closed after a complete measurement.
 */
public final class Recording implements AutoCloseable {
  private final Path file;
  private final String planHash;
  private final OutputAudits audits;
  private final boolean openEnded;
  private List<Optional<ReferenceSummary>> summaries = List.of();
  private Optional<RecordsWriter> writer = Optional.empty();
  private Optional<RowSpool> spool = Optional.empty();
  private Optional<ImageRow> row = Optional.empty();

  /**
   * Prepares; the file is opened when measuring starts.
   *
   * @param planHash of the audit
   * @param audits of the outputs, in the result's order
   * @param openEnded whether measuring may stop before the last image
   */
  public Recording(Path file, String planHash, OutputAudits audits, boolean openEnded) {
    this.file = file;
    this.planHash = planHash;
    this.audits = audits;
    this.openEnded = openEnded;
  }

  /** Opens the file; before the first image. */
  void start(Campaign campaign, List<Optional<ReferenceSummary>> references) {
    summaries = references;
    List<LayerForm> forms = new ArrayList<>();
    for (int layer = 0; layer < references.size(); layer++) {
      boolean grid = campaign.layers().get(layer).geometry().isPresent();
      forms.add(
          references.get(layer).isEmpty()
              ? LayerForm.NONE
              : grid ? LayerForm.MAP : LayerForm.WHOLE);
    }
    RecordLayout layout =
        new RecordLayout(
            planHash, campaign.imageCount(), campaign.probes().size(), forms, audits.forms());
    row = Optional.of(new ImageRow(layout));
    try {
      if (openEnded) {
        spool =
            Optional.of(new RowSpool(file.resolveSibling(file.getFileName() + ".rows"), layout));
      } else {
        writer =
            Optional.of(
                new RecordsWriter(new BufferedOutputStream(Files.newOutputStream(file)), layout));
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Writes one image; in plan order, by one thread at a time. */
  void accept(ImageRecord record, int image) {
    ImageRow next = row.orElseThrow();
    next.clear();
    List<LayerForm> forms = next.layout().layers();
    for (int layer = 0; layer < forms.size(); layer++) {
      if (forms.get(layer) != LayerForm.NONE) {
        layer(record, layer, next);
      }
    }
    audits.record(image, next);
    try {
      if (spool.isPresent()) {
        spool.get().write(next);
      } else {
        writer.orElseThrow().write(next);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Ends the file after the last image. */
  void finish(int images) {
    if (openEnded) {
      copy(images, file);
    }
  }

  /**
   * Writes the records of the images so far to another file; only where this is open-ended.
   *
   * @param images that were recorded
   */
  public void copy(int images, Path target) {
    try {
      spool.orElseThrow().toRecords(images, target);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private void layer(ImageRecord record, int layer, ImageRow next) {
    double scale = summaries.get(layer).orElseThrow().scale();
    boolean map = next.layout().layers().get(layer) == LayerForm.MAP;
    next.setDistances(layer, record.distance(layer) / scale, record.balancedDistance(layer));
    for (int probe = 0; probe < next.layout().probes(); probe++) {
      next.setSum(
          layer, probe, LayerSum.INVARIANCE, record.get(layer, probe, Sum.INVARIANCE) / scale);
      next.setSum(
          layer,
          probe,
          LayerSum.INVARIANCE_BALANCED,
          record.get(layer, probe, Sum.INVARIANCE_BALANCED));
      if (map) {
        aligned(record, layer, probe, scale, next);
      }
    }
  }

  private static void aligned(
      ImageRecord record, int layer, int probe, double scale, ImageRow next) {
    double aligned = record.get(layer, probe, Sum.CLEAN) + record.get(layer, probe, Sum.UNCLEAN);
    next.setSum(layer, probe, LayerSum.ALIGNED, aligned / scale);
    next.setSum(
        layer, probe, LayerSum.ALIGNED_BALANCED, record.get(layer, probe, Sum.ALIGNED_BALANCED));
    next.setSum(layer, probe, LayerSum.DISTANCE, record.get(layer, probe, Sum.DISTANCE) / scale);
    next.setSum(
        layer, probe, LayerSum.DISTANCE_BALANCED, record.get(layer, probe, Sum.DISTANCE_BALANCED));
  }

  private InputException unwritable(IOException e) {
    return InputException.input(
        "The records cannot be written to " + file + ": " + e.getMessage() + ".",
        "Make room there, write the outputs elsewhere, or use --no-records.",
        e);
  }

  @Override
  public void close() {
    try {
      if (writer.isPresent()) {
        writer.get().close();
      }
      if (spool.isPresent()) {
        spool.get().close();
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
