package dev.gimbal.cli;

import dev.gimbal.engine.ExposedSession;
import dev.gimbal.engine.FieldCheckPass;
import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.PaddingContent;
import dev.gimbal.graph.Structure;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.LayerStructureJson;
import dev.gimbal.plan.VerifiedField;
import dev.gimbal.result.FieldCheck;
import dev.gimbal.result.Outcome;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.weave.ExposedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code inspect --verify}: derived receptive fields beside what changing the input shows. */
final class FieldVerification {
  private static final String HOLDS = "holds";
  private static final String CONTRADICTED = "contradicted";
  private static final String NOTHING = "nothing";

  private final Structure structure;
  private final List<VerifiedField> fields;

  /**
   * Names the rows of a check.
   *
   * @param layers that {@code checks} number
   */
  FieldVerification(Structure structure, List<Layer> layers, List<FieldCheck> checks) {
    this.structure = structure;
    this.fields = checks.stream().map(check -> field(layers, check)).toList();
  }

  /** Runs the model, always on the CPU, and shows progress on stderr. */
  static FieldVerification of(AuditedModel audited, Structure structure, Console console)
      throws InterruptedException {
    List<Layer> layers = new ArrayList<>(structure.layers().subList(0, 1));
    structure.layers().stream().skip(1).filter(FieldCheckPass::isChecked).forEach(layers::add);
    if (layers.size() == 1) {
      return new FieldVerification(structure, layers, List.of());
    }
    byte[] exposed =
        ExposedModel.bytes(
            audited.model(),
            audited.input(),
            1,
            structure.height(),
            structure.width(),
            layers.stream().skip(1).map(Layer::name).toList());
    try (ExposedSession session =
        ExposedSession.plain(ModelSession.open(exposed, audited.model().folder(), Provider.CPU))) {
      FieldCheckPass pass = pass(session, audited, layers, AuditRequest.defaultThreads());
      int passes = FieldCheckPass.DEFAULT_PASSES;
      try (Progress progress =
          Progress.start(console, false, "Changing pixels", pass.forwardPasses(passes))) {
        return new FieldVerification(structure, layers, pass.run(passes, progress::step));
      }
    } catch (RunFailure e) {
      throw InputException.input(
          "The network stopped while its input was changed: " + e.getMessage(),
          "Check that the model runs elsewhere on an image of this size.",
          e);
    }
  }

  /** A check of the layers of a session on the CPU. */
  static FieldCheckPass pass(
      ExposedSession session, AuditedModel audited, List<Layer> layers, int threads) {
    return new FieldCheckPass(
        session,
        audited.networkInput(),
        layers,
        audited.preprocessing().values(),
        PaddingContent.isConstant(audited.model(), audited.input()),
        threads);
  }

  private static VerifiedField field(List<Layer> layers, FieldCheck check) {
    return new VerifiedField(
        layers.get(check.layer()).name(),
        check.cell(),
        check.derived(),
        check.seen(),
        check.changes(),
        status(check),
        check.contradiction());
  }

  private static String status(FieldCheck check) {
    if (check.outcome() instanceof Outcome.Failed failed) {
      return failed.reason();
    }
    if (check.outcome() instanceof Outcome.Degenerate degenerate) {
      return degenerate.reason();
    }
    if (check.contradicts()) {
      return CONTRADICTED;
    }
    return check.wholeFrame() ? "may see the whole frame" : HOLDS;
  }

  /** Prints table or JSON, and an error where a field is contradicted; returns the exit code. */
  int print(boolean json, Path file, Console console) {
    console
        .out()
        .print(
            json
                ? LayerStructureJson.of(String.valueOf(file.getFileName()), structure, fields)
                : LayerListing.table(structure) + System.lineSeparator() + table());
    console.out().flush();
    List<VerifiedField> wrong =
        fields.stream().filter(field -> field.status().equals(CONTRADICTED)).toList();
    if (wrong.isEmpty()) {
      return ExitCode.OK;
    }
    String others = wrong.size() > 1 ? " So do " + (wrong.size() - 1) + " other layers." : "";
    console.problem(
        "Layer '"
            + wrong.get(0).layer()
            + "' contradicts its derived receptive field: "
            + wrong.get(0).contradiction()
            + "."
            + others,
        "Do not rely on scores of these layers; report the model's operators, this is a bug in"
            + " Gimbal.");
    return ExitCode.INTERNAL;
  }

  private String table() {
    if (fields.isEmpty()) {
      return "No layer is a map whose receptive field is known: nothing was checked."
          + System.lineSeparator();
    }
    Table table = Table.withHeader("layer", "middle cell", "derived", "seen", "check");
    for (VerifiedField field : fields) {
      table.row(
          field.layer(),
          field.cell().get(0) + ", " + field.cell().get(1),
          spans(field.derived()),
          extent(field.seen()) + " of " + extent(field.derived()) + ": " + spans(field.seen()),
          field.status());
    }
    return table.text()
        + fields.get(0).changes()
        + " changes of rows or columns; pixels are y, x, inside the frame. A field is at least as"
        + " large as what was seen."
        + System.lineSeparator();
  }

  private static String extent(List<List<Integer>> spans) {
    return size(spans.get(0)) + "×" + size(spans.get(1));
  }

  private static int size(List<Integer> span) {
    return span.isEmpty() ? 0 : span.get(1) - span.get(0) + 1;
  }

  private static String spans(List<List<Integer>> spans) {
    return span(spans.get(0)) + ", " + span(spans.get(1));
  }

  private static String span(List<Integer> span) {
    return span.isEmpty() ? NOTHING : span.get(0) + "…" + span.get(1);
  }
}
