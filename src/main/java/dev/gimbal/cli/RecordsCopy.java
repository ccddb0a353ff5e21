package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.RecordsFile;
import dev.gimbal.result.ResultJson;
import dev.gimbal.result.records.RecordsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes a result that was read from a file to another one, and its records with it: a result names
 * a file beside itself, and elsewhere that name would be a promise that nothing keeps.
 */
final class RecordsCopy {
  private RecordsCopy() {}

  /** The records that {@link #write} would put beside the targets; none where they lie already. */
  static List<Path> files(Measured source, List<OutputTarget> targets) throws IOException {
    List<Path> files = new ArrayList<>();
    for (OutputTarget target : targets) {
      Optional<Path> file = target.file().filter(path -> goesAlong(source, target, path));
      if (file.isPresent() && !isBeside(source, file.get())) {
        files.add(RecordsSpool.beside(file.get()));
      }
    }
    return files;
  }

  /** A result that is read, and its records where it names any: what no output may replace. */
  static List<Path> inputs(Measured source) {
    List<Path> inputs = new ArrayList<>(List.of(source.file()));
    source
        .result()
        .records()
        .ifPresent(records -> inputs.add(RecordsReader.beside(source.file(), records)));
    return inputs;
  }

  private static boolean goesAlong(Measured source, OutputTarget target, Path file) {
    return source.result().records().isPresent()
        && target.format() == OutputTarget.Format.JSON
        && (!Files.exists(file) || Files.isRegularFile(file));
  }

  private static boolean isBeside(Measured source, Path file) throws IOException {
    return folder(source.file()).equals(folder(file));
  }

  private static Path folder(Path file) throws IOException {
    Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    return Objects.requireNonNull(real.getParent()).toRealPath();
  }

  /**
   * Writes a result as JSON; its records are those of the source, beside it. Standard output and
   * devices have no place for records, so what goes there names none.
   *
   * @param source whose records were checked where it goes to another folder
   */
  static void write(OutputTarget target, Console console, Measured source, AuditResult result)
      throws IOException {
    Optional<Path> file = target.file().filter(path -> goesAlong(source, target, path));
    if (file.isPresent() && !isBeside(source, file.get())) {
      write(file.get(), source, result);
    } else {
      boolean kept = file.isPresent() || target.format() != OutputTarget.Format.JSON;
      AuditResult named = kept ? result : result.withoutRecords();
      OutputFiles.write(target, console.out(), ResultContent.of(target.format(), named));
    }
  }

  /** Writes a result to a file and the source's records beside it: both, or neither. */
  static void write(Path target, Measured source, AuditResult result) throws IOException {
    RecordsFile known = source.result().records().orElseThrow();
    Path records = RecordsSpool.beside(target);
    String name = Objects.requireNonNull(records.getFileName()).toString();
    AuditResult named = result.withRecords(new RecordsFile(name, known.sha256()));
    OutputFiles.write(
        target,
        out -> {
          ResultJson.write(named, out);
          // Both are whole before either is moved into place.
          out.flush();
          Path from = RecordsReader.beside(source.file(), known);
          OutputFiles.write(records, copy -> Files.copy(from, copy));
        });
  }

  /**
   * Refuses a target that cannot have a file beside it.
   *
   * @throws InputException of kind ARGUMENTS
   */
  static void requireFile(Path target) {
    if (Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target)) {
      throw InputException.arguments(
          "The output " + target + " is no file, and records lie beside a file.",
          "Name a file with -o.");
    }
  }
}
