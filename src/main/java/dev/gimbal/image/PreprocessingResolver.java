package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Settles preprocessing: each aspect (channels, size, resize, values) comes whole from the first
 * source that states it, then from the input's type, else from a guess that is a warning.
 */
public final class PreprocessingResolver {
  private static final int DEFAULT_SIDE = 224;
  private static final String MODEL = "model";
  private static final String GUESS = "guess";

  private final List<PreprocessingPart> parts;
  private final InputFacts facts;
  private final Map<String, String> origins = new TreeMap<>();
  private final List<String> warnings = new ArrayList<>();

  private PreprocessingResolver(List<PreprocessingPart> parts, InputFacts facts) {
    this.parts = parts;
    this.facts = facts;
  }

  /**
   * Resolves.
   *
   * @param named the recipe that the user named, if any; it wins over {@code parts}
   * @param parts the other sources, strongest first
   * @param facts what the model fixes
   * @throws InputException when sources contradict the model
   */
  public static Preprocessing resolve(
      Optional<NamedPreprocessing> named, List<PreprocessingPart> parts, InputFacts facts) {
    PreprocessingResolver open = new PreprocessingResolver(parts, facts);
    Channels channels = open.channels();
    List<PreprocessingPart> all = new ArrayList<>();
    boolean bgr = channels == Channels.BGR;
    named.ifPresent(n -> all.add(n.part("flag " + n.id(), bgr)));
    all.addAll(parts);
    PreprocessingResolver full = new PreprocessingResolver(all, facts);
    full.origins.putAll(open.origins);
    full.warnings.addAll(open.warnings);
    return full.finish(channels);
  }

  private Preprocessing finish(Channels channels) {
    FrameSize size = size();
    PreprocessingPart fallback = fallback(channels);
    PixelValues values = values(fallback);
    PreprocessingPart resizing =
        parts.stream().filter(p -> p.resize().isPresent()).findFirst().orElse(fallback);
    origins.put("resize", resizing.origin());
    Resize resize = resizing.resize().orElse(new Resize.Cover(1));
    checkResize(resize, size, resizing.origin());
    Interpolation interpolation = resizing.interpolation().orElse(Interpolation.BILINEAR);
    if (interpolation == Interpolation.NEAREST) {
      warnings.add(
          "Pictures are resized by nearest neighbour, as "
              + resizing.origin()
              + " asks: reduced pictures are not low-passed.");
    }
    return new Preprocessing(
        first(PreprocessingPart::inputName, "input"),
        first(PreprocessingPart::layout, "layout"),
        channels,
        facts.channels(),
        size,
        resize,
        interpolation,
        values,
        origins,
        warnings);
  }

  private Channels channels() {
    Optional<Channels> stated = first(PreprocessingPart::channels, "channels");
    if (stated.isPresent()) {
      if (!stated.get().fits(facts.channels())) {
        throw InputException.arguments(
            "%s: channels %s, but the model's input has %d channel(s)"
                .formatted(origins.get("channels"), stated.get().id(), facts.channels()),
            "State channels that match the model's input.");
      }
      return stated.get();
    }
    Channels standard = Channels.standard(facts.channels());
    origins.put("channels", GUESS);
    if (standard == Channels.RGB) {
      warnings.add("Nothing states the order of the three input channels: RGB is a guess.");
    } else if (standard == Channels.AS_STORED) {
      warnings.add(
          "The input has "
              + facts.channels()
              + " channels: only arrays or drawn images with as many channels fit.");
    }
    return standard;
  }

  private FrameSize size() {
    Optional<FrameSize> asked = facts.askedSize();
    Optional<FrameSize> stated = first(PreprocessingPart::size, "size");
    String source = asked.isPresent() ? "--size" : origins.getOrDefault("size", "");
    FrameSize wanted = asked.or(() -> stated).orElse(null);
    if (wanted == null) {
      if (facts.height().isEmpty() || facts.width().isEmpty()) {
        warnings.add(
            "Nothing states the input's height and width: "
                + facts.height().orElse(DEFAULT_SIDE)
                + "x"
                + facts.width().orElse(DEFAULT_SIDE)
                + " is a guess; --size HxW states them.");
        origins.put("size", GUESS);
      } else {
        origins.put("size", MODEL);
      }
      return new FrameSize(facts.height().orElse(DEFAULT_SIDE), facts.width().orElse(DEFAULT_SIDE));
    }
    if (differs(facts.height(), wanted.height()) || differs(facts.width(), wanted.width())) {
      throw InputException.arguments(
          "%s: input size %s, but the model fixes its input to %sx%s"
              .formatted(source, wanted, text(facts.height()), text(facts.width())),
          "Leave the size out: the model states it.");
    }
    boolean fixed = facts.height().isPresent() && facts.width().isPresent();
    origins.put("size", fixed ? MODEL : source);
    return wanted;
  }

  private static boolean differs(OptionalInt fixed, int wanted) {
    return fixed.isPresent() && fixed.getAsInt() != wanted;
  }

  private static String text(OptionalInt side) {
    return side.isPresent() ? Integer.toString(side.getAsInt()) : "?";
  }

  private PreprocessingPart fallback(Channels channels) {
    if (facts.unsignedByte()) {
      return NamedPreprocessing.RAW.part("uint8 input", false);
    }
    NamedPreprocessing guess =
        facts.channels() == 3 ? NamedPreprocessing.IMAGENET : NamedPreprocessing.UNIT;
    return guess.part(GUESS + " " + guess.id(), channels == Channels.BGR);
  }

  private PixelValues values(PreprocessingPart fallback) {
    Optional<PixelValues> stated = first(PreprocessingPart::values, "values");
    if (stated.isEmpty()) {
      origins.put("values", fallback.origin());
      if (!facts.unsignedByte()) {
        warnings.add(
            "Nothing states how pictures are scaled and normalised: "
                + fallback.origin().substring(GUESS.length() + 1)
                + " is a guess, and every score depends on it; --preprocess states it.");
      }
      return fallback.values().orElseThrow();
    }
    if (!stated.get().fits(facts.channels())) {
      throw InputException.arguments(
          "%s: mean has %d and std has %d values, but the model's input has %d channel(s)"
              .formatted(
                  origins.get("values"),
                  stated.get().mean().size(),
                  stated.get().std().size(),
                  facts.channels()),
          "Give one value, or one for each channel.");
    }
    return stated.get();
  }

  private static void checkResize(Resize resize, FrameSize size, String origin) {
    boolean tooSmall =
        resize instanceof Resize.ShorterSide shorter
                && shorter.pixels() < Math.min(size.height(), size.width())
            || resize instanceof Resize.Exact exact
                && (exact.height() < size.height() || exact.width() < size.width());
    if (tooSmall) {
      throw InputException.arguments(
          "%s: resize %s is smaller than the input's %s".formatted(origin, resize.text(), size),
          "Resize to at least the input's size.");
    }
  }

  private <T> Optional<T> first(Function<PreprocessingPart, Optional<T>> aspect, String name) {
    for (PreprocessingPart part : parts) {
      Optional<T> stated = aspect.apply(part);
      if (stated.isPresent()) {
        origins.putIfAbsent(name, part.origin());
        return stated;
      }
    }
    return Optional.empty();
  }
}
