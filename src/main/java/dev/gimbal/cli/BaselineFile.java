package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.result.RecordsFile;
import dev.gimbal.result.records.RecordsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A result that later ones are held against, with its records beside it. */
final class BaselineFile {
  private BaselineFile() {}

  /**
   * Reads a baseline and the start of its records.
   *
   * @throws InputException of kind BASELINE where it is missing, unreadable or without records
   */
  static Measured read(Path file) {
    if (!Files.exists(file)) {
      throw InputException.baseline(
          "The baseline " + file + " does not exist.",
          "Write one: gimbal baseline write RESULT -o " + file + ".");
    }
    try {
      Measured measured = Measured.read(file);
      requireRecords(measured);
      return measured;
    } catch (InputException e) {
      throw InputException.baseline(
          "The baseline cannot be used: " + Objects.requireNonNullElse(e.getMessage(), ""),
          e.remedy());
    }
  }

  /**
   * Refuses a result without records, or with others than those it names.
   *
   * @throws InputException of kind INPUT
   */
  static void requireRecords(Measured measured) {
    RecordsFile records =
        measured
            .result()
            .records()
            .orElseThrow(
                () ->
                    InputException.input(
                        measured.file()
                            + " names no records, which a comparison image by image needs.",
                        "Audit again with -o json=FILE and without --no-records."));
    RecordsReader.open(RecordsReader.beside(measured.file(), records), records, measured.result())
        .close();
  }
}
