package dev.gimbal.cli;

import dev.gimbal.engine.OutputAudits;
import dev.gimbal.engine.Recording;
import dev.gimbal.gate.compare.Measured;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.RecordsFile;
import dev.gimbal.result.records.RecordsHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The records of an audit while it runs: a hidden file in the folder of the first JSON result, from
 * which each JSON result gets its own; gone when the audit ends.
 */
final class RecordsSpool implements AutoCloseable {
  private static final String SUFFIX = ".records.gz";

  private final Optional<Path> spool;
  private final boolean written;
  private Optional<Recording> recording = Optional.empty();

  private RecordsSpool(Optional<Path> spool, boolean written) {
    this.spool = spool;
    this.written = written;
  }

  /**
   * A place to record to; none where no JSON result goes to a file or nobody wants records.
   *
   * @param compared whether the audit itself needs its records, wherever its results go
   */
  static RecordsSpool of(AuditRequest request, List<OutputTarget> targets, boolean compared)
      throws IOException {
    Optional<Path> spool =
        files(request, targets).stream()
            .findFirst()
            .map(
                file ->
                    file.resolveSibling(
                        "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".spool"));
    if (compared && spool.isEmpty()) {
      Path temporary = Files.createTempFile("gimbal", ".records.gz.spool");
      return new RecordsSpool(Optional.of(temporary), false);
    }
    return new RecordsSpool(spool, true);
  }

  /** The records files that an audit would write. */
  static List<Path> files(AuditRequest request, List<OutputTarget> targets) {
    return request.records()
        ? targets.stream().flatMap(target -> file(target).stream()).toList()
        : List.of();
  }

  /** The records of a JSON result that goes to a file; a pipe or device has none beside it. */
  private static Optional<Path> file(OutputTarget target) {
    return target
        .file()
        .filter(file -> target.format() == OutputTarget.Format.JSON)
        .filter(file -> !Files.exists(file) || Files.isRegularFile(file))
        .map(RecordsSpool::beside);
  }

  /** Where the records of a result in this file lie. */
  static Path beside(Path result) {
    return result.toAbsolutePath().resolveSibling(name(result));
  }

  private static String name(Path result) {
    String name = String.valueOf(result.getFileName());
    return (name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + SUFFIX;
  }

  /**
   * Where to record to while measuring.
   *
   * @param openEnded whether measuring may stop before the last image
   */
  Optional<Recording> start(String planHash, OutputAudits audits, boolean openEnded) {
    recording = spool.map(file -> new Recording(file, planHash, audits, openEnded));
    return recording;
  }

  /** Puts the records beside a JSON result and gives the result that names them. */
  AuditResult beside(OutputTarget target, AuditResult result) throws IOException {
    Optional<Path> file = file(target);
    if (!written || spool.isEmpty() || file.isEmpty()) {
      return result;
    }
    Path source = spool.get();
    recording.ifPresent(Recording::close);
    OutputFiles.write(file.get(), out -> Files.copy(source, out));
    String name = Objects.requireNonNull(file.get().getFileName()).toString();
    return result.withRecords(new RecordsFile(name, RecordsHash.of(source)));
  }

  /** The result with its records as they lie while the audit runs, to be compared with another. */
  Measured measured(AuditResult result) throws IOException {
    Path file = spool.orElseThrow();
    recording.ifPresent(Recording::close);
    String name = Objects.requireNonNull(file.getFileName()).toString();
    return new Measured(result.withRecords(new RecordsFile(name, RecordsHash.of(file))), file);
  }

  /**
   * What becomes of the result of the images so far with its records, while more are recorded.
   *
   * @param action gets them; they are gone afterwards
   */
  <T> T soFar(AuditResult result, Function<Measured, T> action) {
    Path file = spool.orElseThrow();
    Path look = file.resolveSibling(file.getFileName() + ".look");
    try {
      recording.orElseThrow().copy(result.plan().images(), look);
      try {
        String name = Objects.requireNonNull(look.getFileName()).toString();
        RecordsFile named = new RecordsFile(name, RecordsHash.of(look));
        return action.apply(new Measured(result.withRecords(named), look));
      } finally {
        Files.deleteIfExists(look);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      recording.ifPresent(Recording::close);
    } finally {
      if (spool.isPresent()) {
        Files.deleteIfExists(spool.get());
      }
    }
  }
}
