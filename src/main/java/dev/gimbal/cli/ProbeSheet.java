package dev.gimbal.cli;

import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.Layer;
import dev.gimbal.image.ContactSheet;
import dev.gimbal.image.FrameSize;
import dev.gimbal.image.ImageRequest;
import dev.gimbal.image.ImageSet;
import dev.gimbal.image.InputFacts;
import dev.gimbal.image.LabelSource;
import dev.gimbal.image.NamedPreprocessing;
import dev.gimbal.image.Picture;
import dev.gimbal.image.PreparedImage;
import dev.gimbal.image.Preprocessing;
import dev.gimbal.image.PreprocessingResolver;
import dev.gimbal.plan.AuditRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Draws the contact sheet of {@code gimbal probes}. */
final class ProbeSheet {
  /** Colours as they are stored: without a model nothing says how many channels it takes. */
  private static final int COLOUR_CHANNELS = 3;

  private ProbeSheet() {}

  /** Writes the sheet: the request's probes on the first image of its plan order. */
  static void write(ProbesCommand.Request request) throws IOException {
    Optional<AuditedModel> audited =
        request
            .model()
            .map(
                model ->
                    AuditedModel.open(model, Optional.empty(), request.size(), request.feeds()));
    ImageSet images =
        ImageSet.load(
            new ImageRequest(
                request.images(), new LabelSource.None(), List.of(), AuditRequest.DEFAULT_SEED, 1));
    Preprocessing preprocessing =
        audited
            .map(AuditedModel::preprocessing)
            .orElseGet(() -> withoutModel(request, images.picture(0)));
    List<Layer> layers =
        audited.map(model -> model.structure(Granularity.MATERIALISED).layers()).orElse(List.of());
    ProbeChoice probes =
        ProbeChoice.of(
            request.probes(),
            request.border(),
            preprocessing.height(),
            preprocessing.width(),
            layers);
    PreparedImage image = images.prepare(0, preprocessing, true);
    byte[] png = ContactSheet.png(image, probes.probes(), probes.borders());
    OutputFiles.write(request.sheet(), stream -> stream.write(png));
  }

  /** Pictures as they are, at the asked size or their own. */
  private static Preprocessing withoutModel(ProbesCommand.Request request, Picture picture) {
    Optional<FrameSize> asked =
        request.size().map(size -> new FrameSize(size.height(), size.width()));
    int channels = picture.channels() == 1 ? 1 : COLOUR_CHANNELS;
    return PreprocessingResolver.resolve(
        Optional.of(NamedPreprocessing.RAW),
        List.of(),
        new InputFacts(
            channels,
            asked.isPresent() ? OptionalInt.empty() : OptionalInt.of(picture.height()),
            asked.isPresent() ? OptionalInt.empty() : OptionalInt.of(picture.width()),
            false,
            asked));
  }
}
