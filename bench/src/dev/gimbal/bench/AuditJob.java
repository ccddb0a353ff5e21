package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One audit as a user would start it.
 *
 * @param home folder of the launcher
 * @param images what {@code --images} takes; empty for what the audit itself would take
 * @param maxImages the first so many images of the plan
 * @param further arguments of the audit
 */
record AuditJob(
    Path home, Path model, Path images, int threads, int maxImages, List<String> further) {

  AuditJob withImages(int count) {
    return new AuditJob(home, model, images, threads, count, further);
  }

  AuditJob withImages(Path folder, int count) {
    return new AuditJob(home, model, folder, threads, count, further);
  }

  AuditJob withThreads(int count) {
    return new AuditJob(home, model, images, count, maxImages, further);
  }

  /** The same with arguments that stand behind all others. */
  AuditJob with(List<String> arguments) {
    List<String> all = new ArrayList<>(further);
    all.addAll(arguments);
    return new AuditJob(home, model, images, threads, maxImages, List.copyOf(all));
  }

  /** Whether model and images are there; says what is not. */
  boolean canRun(Markdown page) {
    if (!Files.isRegularFile(model)) {
      page.say("skipped: there is no model %s", model);
      return false;
    }
    if (!images.toString().isEmpty() && !Files.exists(images)) {
      page.say("skipped: there are no images %s", images);
      return false;
    }
    return true;
  }

  /** Runs it as a process of its own. */
  AuditRun run() throws IOException, InterruptedException {
    Path result = Files.createTempFile("gimbal-bench", ".json");
    try {
      ChildRun process = ChildRun.of(command(result));
      return AuditRun.of(process, result);
    } finally {
      Files.deleteIfExists(result);
    }
  }

  private List<String> command(Path result) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("gimbal").toString());
    command.addAll(List.of("audit", model.toString()));
    if (!images.toString().isEmpty()) {
      command.addAll(List.of("--images", images.toString()));
    }
    command.addAll(
        List.of(
            "--threads", Integer.toString(threads),
            "--max-images", Integer.toString(maxImages)));
    command.addAll(List.of("--provider", "cpu", "--quiet", "-o", "json=" + result));
    command.addAll(further);
    return command;
  }
}
