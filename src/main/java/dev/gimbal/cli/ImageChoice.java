package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.image.ClassNames;
import dev.gimbal.image.DrawnImages;
import dev.gimbal.image.ImageRequest;
import dev.gimbal.image.ImageSet;
import dev.gimbal.image.LabelSource;
import dev.gimbal.image.PreparedImage;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.plan.PlannedProbe;
import dev.gimbal.plan.Sidecar;
import dev.gimbal.probe.Border;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The images of an audit: those of the request, else the sidecar's, else drawn ones.
 *
 * @param images loaded, in plan order
 * @param kept positions of the images that every probe can be measured on
 * @param source for the result: the paths, or "drawn"
 * @param dropped images that the context protocol could not use
 */
record ImageChoice(ImageSet images, List<Integer> kept, String source, int dropped) {

  static ImageChoice of(AuditRequest request, AuditedModel audited, List<PlannedProbe> probes) {
    List<Path> paths =
        request.images().isEmpty()
            ? audited.sidecar().flatMap(Sidecar::images).map(List::of).orElse(List.of())
            : request.images();
    Preprocessing preprocessing = audited.preprocessing();
    ImageSet images =
        paths.isEmpty()
            ? drawn(request, audited)
            : ImageSet.load(imageRequest(request, audited, paths));
    String source =
        paths.isEmpty()
            ? "drawn"
            : paths.stream()
                .map(path -> shown(path, request))
                .distinct()
                .collect(Collectors.joining(", "));
    List<Integer> kept = affordable(images, preprocessing, probes);
    if (kept.size() < AuditRequest.LEAST_IMAGES) {
      throw tooFew(images, kept, source);
    }
    return new ImageChoice(images, kept, source, images.size() - kept.size());
  }

  /** Relative where it lies below the current folder: a result says nothing of the machine then. */
  private static String shown(Path path, AuditRequest request) {
    Path here = Path.of("").toAbsolutePath();
    Path there = path.toAbsolutePath().normalize();
    boolean below = there.startsWith(here) && !there.equals(here);
    return named(below ? here.relativize(there) : path, request);
  }

  /** Without pictures a file is not named, either; a folder is. */
  static String named(Path path, AuditRequest request) {
    return request.pictures() || Files.isDirectory(path) ? path.toString() : "FILE";
  }

  private static InputException tooFew(ImageSet images, List<Integer> kept, String source) {
    String found =
        kept.size() == images.size()
            ? images.size() + " readable image(s) in " + source
            : kept.size()
                + " of "
                + images.size()
                + " images are large enough for the context protocol";
    return InputException.input(
        found
            + "; at least "
            + AuditRequest.LEAST_IMAGES
            + " are needed, because scores are shares of the distance"
            + " between images.",
        "Give more images with --images, or leave it out for drawn ones.");
  }

  private static ImageSet drawn(AuditRequest request, AuditedModel audited) {
    return ImageSet.drawn(
        new DrawnImages(
            Math.min(request.maxImages(), AuditRequest.DRAWN_IMAGES),
            request.seed(),
            audited.preprocessing().height(),
            audited.preprocessing().width(),
            audited.input().channels()));
  }

  private static ImageRequest imageRequest(
      AuditRequest request, AuditedModel audited, List<Path> paths) {
    // Images given on the command line are others than the sidecar's labels speak of.
    Optional<LabelSource> own =
        request.images().isEmpty() ? audited.sidecar().flatMap(Sidecar::labels) : Optional.empty();
    LabelSource labels =
        request.labels().map(ImageChoice::labelSource).or(() -> own).orElse(new LabelSource.None());
    List<String> names =
        audited.sidecar().stream()
            .flatMap(sidecar -> sidecar.outputs().values().stream())
            .flatMap(output -> output.classNames().stream())
            .findFirst()
            .map(ClassNames::read)
            .orElse(List.of());
    return new ImageRequest(paths, labels, names, request.seed(), request.maxImages());
  }

  private static LabelSource labelSource(Path file) {
    return file.toString().equals("folders")
        ? new LabelSource.Folders()
        : new LabelSource.Table(file);
  }

  /**
   * With the context protocol real content must enter under every probe; other protocols take any
   * image.
   */
  private static List<Integer> affordable(
      ImageSet images, Preprocessing preprocessing, List<PlannedProbe> probes) {
    List<PlannedProbe> context =
        probes.stream().filter(planned -> planned.border() instanceof Border.Context).toList();
    List<Integer> kept = new ArrayList<>();
    for (int position = 0; position < images.size(); position++) {
      if (context.isEmpty() || affords(images.prepare(position, preprocessing, true), context)) {
        kept.add(position);
      }
    }
    return kept;
  }

  private static boolean affords(PreparedImage image, List<PlannedProbe> probes) {
    return probes.stream().allMatch(planned -> image.affords(planned.probe()));
  }
}
