package dev.gimbal.cli;

import dev.gimbal.engine.OutputAudits;
import dev.gimbal.engine.Recording;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.RecordsFile;
import dev.gimbal.result.records.RecordsHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The records of an audit while it runs: a hidden file in the folder of the first JSON result, from
 * which each JSON result gets its own; gone when the audit ends.
 */
final class RecordsSpool implements AutoCloseable {
  private static final String SUFFIX = ".records.gz";

  private final Optional<Path> spool;
  private Optional<Recording> recording = Optional.empty();

  private RecordsSpool(Optional<Path> spool) {
    this.spool = spool;
  }

  /** A place to record to; none where no JSON result goes to a file or nobody wants records. */
  static RecordsSpool of(AuditRequest request, List<OutputTarget> targets) {
    return new RecordsSpool(
        files(request, targets).stream()
            .findFirst()
            .map(
                file ->
                    file.resolveSibling(
                        "."
                            + file.getFileName()
                            + "."
                            + ProcessHandle.current().pid()
                            + ".spool")));
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
        .map(file -> file.toAbsolutePath().resolveSibling(name(file)));
  }

  private static String name(Path result) {
    String name = String.valueOf(result.getFileName());
    return (name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + SUFFIX;
  }

  /** Where to record to while measuring. */
  Optional<Recording> start(String planHash, OutputAudits audits) {
    recording = spool.map(file -> new Recording(file, planHash, audits));
    return recording;
  }

  /** Puts the records beside a JSON result and gives the result that names them. */
  AuditResult beside(OutputTarget target, AuditResult result) throws IOException {
    Optional<Path> file = file(target);
    if (spool.isEmpty() || file.isEmpty()) {
      return result;
    }
    Path source = spool.get();
    recording.ifPresent(Recording::close);
    OutputFiles.write(file.get(), out -> Files.copy(source, out));
    String name = Objects.requireNonNull(file.get().getFileName()).toString();
    return result.withRecords(new RecordsFile(name, RecordsHash.of(source)));
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
