package dev.gimbal.cli;

import dev.gimbal.plan.AuditRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command line that asks for an audit again: only what differs from the defaults, quoted for a
 * shell.
 */
final class ReproducingCommand {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,+@%-]+");

  private ReproducingCommand() {}

  /** The line, with more words at its end. */
  static String of(AuditRequest request, List<String> more) {
    List<String> words = new ArrayList<>(List.of("gimbal", "audit", request.model().toString()));
    request.images().forEach(path -> add(words, "--images", ImageChoice.named(path, request)));
    request.labels().ifPresent(path -> add(words, "--labels", path.toString()));
    request.preprocess().ifPresent(text -> add(words, "--preprocess", text));
    if (!request.probes().equals(AuditRequest.DEFAULT_PROBES)) {
      add(words, "--probes", request.probes());
    }
    request.border().ifPresent(border -> add(words, "--border", border.id()));
    request.layers().forEach(pattern -> add(words, "--layers", pattern));
    request.size().ifPresent(size -> add(words, "--size", size.toString()));
    request.feeds().forEach(feed -> add(words, "--feed", feed.input() + "=" + feed.file()));
    if (!request.provider().equals(AuditRequest.DEFAULT_PROVIDER)) {
      add(words, "--provider", request.provider());
    }
    if (!request.devices().isEmpty()) {
      add(
          words,
          "--devices",
          request.devices().stream().map(Object::toString).collect(Collectors.joining(",")));
    }
    if (request.scorer() != AuditRequest.DEFAULT_SCORER) {
      add(words, "--scorer", request.scorer().id());
    }
    if (request.seed() != AuditRequest.DEFAULT_SEED) {
      add(words, "--seed", Long.toString(request.seed()));
    }
    if (request.maxImages() != AuditRequest.DEFAULT_MAX_IMAGES) {
      add(words, "--max-images", Integer.toString(request.maxImages()));
    }
    if (!request.pictures()) {
      words.add("--no-images");
    }
    words.addAll(more);
    return String.join(" ", words.stream().map(ReproducingCommand::quoted).toList());
  }

  private static void add(List<String> words, String option, String value) {
    words.add(option);
    words.add(value);
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
