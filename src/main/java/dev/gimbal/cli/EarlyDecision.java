package dev.gimbal.cli;

import dev.gimbal.engine.Measurement;
import dev.gimbal.engine.OutputAudits;
import dev.gimbal.engine.StopRule;
import dev.gimbal.fault.InputException;
import dev.gimbal.gate.Gate;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.EarlyStopping;
import dev.gimbal.result.OutputResult;
import java.util.List;
import java.util.Optional;

/**
 * Ends an audit when its gate is decided: at every look the images so far become a result, which is
 * held against the policy like any other.
 */
final class EarlyDecision implements StopRule {
  private final GateRequest gate;
  private final ResultAssembly assembly;
  private final OutputAudits audits;
  private final RecordsSpool records;
  private final int planned;
  private int looks;
  private boolean fits = true;

  /**
   * Prepares.
   *
   * @param assembly makes results of measurements
   * @param records of the images so far, for a baseline
   * @param planned images
   */
  EarlyDecision(
      GateRequest gate,
      ResultAssembly assembly,
      OutputAudits audits,
      RecordsSpool records,
      int planned) {
    this.gate = gate;
    this.assembly = assembly;
    this.audits = audits;
    this.records = records;
    this.planned = planned;
  }

  @Override
  public boolean isEnough(Measurement soFar) {
    looks++;
    return fits && isDecided(result(soFar, audits.soFar(soFar.images()), looks));
  }

  /** A policy that does not fit is reported at the end, with everything that was measured. */
  private boolean isDecided(AuditResult result) {
    try {
      return Gate.isDecided(
          gate.baseline().isEmpty()
              ? gate.verdict(result, Optional.empty())
              : records.soFar(result, found -> gate.verdict(result, Optional.of(found))));
    } catch (InputException misfit) {
      fits = false;
      return false;
    }
  }

  /** The result of a measurement that is over. */
  AuditResult last(Measurement measurement) {
    boolean complete = measurement.images() == planned;
    return result(measurement, audits.finish(measurement.images()), complete ? looks + 1 : looks);
  }

  private AuditResult result(Measurement measurement, List<OutputResult> outputs, int looked) {
    EarlyStopping stopping = new EarlyStopping(planned, looked, EarlyStopping.SEQUENCES);
    return assembly.assemble(measurement, outputs, Optional.of(stopping));
  }
}
