package dev.gimbal.gate.compare;

import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ResultJson;
import dev.gimbal.result.records.RecordsReader;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * One of the results that are compared.
 *
 * @param result as it was read
 * @param file where it was read, which its records lie beside
 */
public record Measured(AuditResult result, Path file) {
  public Measured {
    Objects.requireNonNull(result);
    Objects.requireNonNull(file);
  }

  /**
   * Reads a result.
   *
   * @throws dev.gimbal.fault.InputException where it cannot be read or is no result
   */
  public static Measured read(Path file) {
    return new Measured(ResultJson.read(file), file);
  }

  boolean hasRecords() {
    return result.records().isPresent();
  }

  /** Opens the records beside the result, where it names any. */
  Optional<RecordsReader> records() {
    return result
        .records()
        .map(named -> RecordsReader.open(RecordsReader.beside(file, named), named, result));
  }
}
