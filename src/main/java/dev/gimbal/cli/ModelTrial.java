package dev.gimbal.cli;

import dev.gimbal.engine.ImageFeed;
import dev.gimbal.engine.InstrumentCheck;
import dev.gimbal.fault.InputException;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.runtime.ModelSession;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.runtime.TensorSpec;
import dev.gimbal.weave.DynamicBatch;
import dev.gimbal.weave.ExposedModel;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Runs the untouched model beside the exposed one before anything is measured: exposing layers must
 * not change its outputs, and whether a batch does is told.
 *
 * @param instrumentNote what exposing the layers did to the outputs
 * @param batchNote what batching does to the outputs
 * @param trustworthy whether exposing left the outputs alone within float noise
 */
record ModelTrial(String instrumentNote, String batchNote, boolean trustworthy) {
  private static final int IMAGES = 4;

  /** Loss of outputs, as a share of the distance between images, that float noise explains. */
  private static final double NOISE = 1e-6;

  static ModelTrial of(
      AuditedModel audited,
      List<Layer> layers,
      ModelSession exposed,
      Provider provider,
      ImageFeed feed) {
    Set<String> names = audited.outputNames();
    List<TensorSpec> outputs =
        layers.stream()
            .skip(1)
            .filter(layer -> names.contains(layer.name()))
            .map(ModelTrial::spec)
            .toList();
    InstrumentCheck check = new InstrumentCheck(audited.networkInput(), outputs, feed, IMAGES);
    try {
      // One more session at a time: each holds all weights.
      List<float[]> alone;
      try (ModelSession plain = open(audited, audited.model(), 1, provider)) {
        alone = outputs.isEmpty() ? List.of() : check.alone(plain);
      }
      if (outputs.isEmpty()) {
        return new ModelTrial("no float output to compare", "no float output to compare", true);
      }
      double loss = InstrumentCheck.relativeLoss(alone, check.alone(exposed));
      String note =
          loss == 0
              ? "exposing the layers leaves the outputs bit-identical"
              : String.format(
                  Locale.ROOT, "exposing the layers moves the outputs by a loss of %.1e", loss);
      boolean trustworthy = loss <= NOISE || Double.isNaN(loss);
      return new ModelTrial(note, batchNote(audited, provider, check, alone), trustworthy);
    } catch (RunFailure e) {
      throw InputException.input(
          "The model cannot be run on an image of "
              + audited.preprocessing().size()
              + ": "
              + e.getMessage(),
          "Check the input size with --size, and that the model runs elsewhere.",
          e);
    }
  }

  private static TensorSpec spec(Layer layer) {
    long[] shape = layer.shape().stream().mapToLong(Integer::longValue).toArray();
    return new TensorSpec(layer.name(), "float", shape);
  }

  private static ModelSession open(
      AuditedModel audited, OnnxModel model, int batch, Provider provider) {
    byte[] bytes =
        ExposedModel.bytes(
            model,
            audited.input(),
            batch,
            audited.preprocessing().height(),
            audited.preprocessing().width(),
            List.of());
    return ModelSession.open(bytes, audited.model().folder(), provider);
  }

  private static String batchNote(
      AuditedModel audited, Provider provider, InstrumentCheck check, List<float[]> alone) {
    OptionalInt fixed = audited.input().batch();
    String start =
        fixed.isEmpty() ? "" : "the batch is fixed at " + fixed.getAsInt() + "; made dynamic, ";
    String found;
    try {
      found =
          fixed.isEmpty()
              ? compared(audited, audited.model(), provider, check, alone)
              : madeDynamic(audited, provider, check, alone);
    } catch (RunFailure | InputException | IllegalArgumentException e) {
      found = "the network refuses a batch of " + check.images();
    }
    return start + found;
  }

  private static String madeDynamic(
      AuditedModel audited, Provider provider, InstrumentCheck check, List<float[]> alone) {
    DynamicBatch.Outcome outcome = audited.dynamicBatch();
    if (outcome instanceof DynamicBatch.Outcome.Refused refused) {
      return "it stays fixed: " + refused.reason();
    }
    DynamicBatch.Outcome.Rewritten rewritten = (DynamicBatch.Outcome.Rewritten) outcome;
    OnnxModel dynamic = audited.model().rewritten(rewritten.model());
    return compared(audited, dynamic, provider, check, alone);
  }

  private static String compared(
      AuditedModel audited,
      OnnxModel dynamic,
      Provider provider,
      InstrumentCheck check,
      List<float[]> alone) {
    try (ModelSession batched = open(audited, dynamic, check.images(), provider)) {
      List<float[]> together = check.together(batched);
      return InstrumentCheck.relativeLoss(alone, together) <= NOISE
          ? "a batch equals its members within float noise"
          : String.format(
              Locale.ROOT,
              "a batch does not equal its members (outputs move by up to %.3g)",
              InstrumentCheck.largestDifference(alone, together));
    }
  }
}
