package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import dev.gimbal.probe.Border;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An audit as it was asked for, before any file is opened. All defaults live here; help text and
 * documents read them from the constants.
 *
 * @param model the .onnx file
 * @param images files and folders; empty means what the sidecar names, else drawn images
 * @param labels labels file, if given
 * @param preprocess name or file, if given
 * @param probes preset name or probe file
 * @param border protocol for every family; empty means the probe file's own, else fill
 * @param layers patterns; empty means every layer of the default granularity
 * @param size input height and width, if given
 * @param feeds what inputs other than the image hold
 * @param provider auto or the name of an execution provider, with settings after a colon
 * @param devices numbers of the devices to spread workers over; empty means the first
 * @param scorer auto, fused or woven
 * @param outputs what to write; empty means the default files in the current folder
 * @param seed of the image order and of everything drawn
 * @param threads workers; at least 1
 * @param maxImages at most so many images; at least 2, because scores need a variance over images
 * @param pictures whether results carry pictures and names of images
 * @param timings whether results carry the block that differs from run to run
 * @param records whether what each image contributed is kept beside a JSON result
 * @param quiet whether progress is suppressed
 */
public record AuditRequest(
    Path model,
    List<Path> images,
    Optional<Path> labels,
    Optional<String> preprocess,
    String probes,
    Optional<Border> border,
    List<String> layers,
    Optional<InputSize> size,
    List<InputFeed> feeds,
    String provider,
    List<Integer> devices,
    ScorerName scorer,
    List<OutputTarget> outputs,
    long seed,
    int threads,
    int maxImages,
    boolean pictures,
    boolean timings,
    boolean records,
    boolean quiet) {

  public static final String DEFAULT_PROBES = "standard";
  public static final String DEFAULT_BORDER = "fill";
  public static final String DEFAULT_PROVIDER = "auto";
  public static final ScorerName DEFAULT_SCORER = ScorerName.AUTO;
  public static final long DEFAULT_SEED = 0;
  public static final int DEFAULT_MAX_IMAGES = 200;

  /** How many images are drawn where none are given. */
  public static final int DRAWN_IMAGES = 64;

  /** Fewer images have no variance to compare a loss with. */
  public static final int LEAST_IMAGES = 2;

  private static final int MOST_THREADS = 1024;

  public AuditRequest {
    Objects.requireNonNull(model);
    images = List.copyOf(images);
    Objects.requireNonNull(labels);
    Objects.requireNonNull(preprocess);
    requireText(probes, "--probes", "a preset or a file");
    Objects.requireNonNull(border);
    layers = List.copyOf(layers);
    layers.forEach(pattern -> requireText(pattern, "--layers", "a pattern"));
    Objects.requireNonNull(size);
    feeds = List.copyOf(feeds);
    InputFeed.requireDistinct(feeds);
    requireText(provider, "--provider", "a provider");
    devices = List.copyOf(devices);
    Objects.requireNonNull(scorer);
    outputs = List.copyOf(outputs);
    OutputTarget.requireDistinct(outputs);
    requireRange(threads, 1, MOST_THREADS, "--threads");
    if (threads < devices.size()) {
      throw InputException.arguments(
          "--threads " + threads + " leaves some of the " + devices.size() + " devices idle.",
          "Use at least one thread a device, or name fewer devices.");
    }
    requireRange(maxImages, LEAST_IMAGES, Integer.MAX_VALUE, "--max-images");
  }

  /** One worker per core. */
  public static int defaultThreads() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
  }

  /** Starts a request with every default filled in. */
  public static Builder of(Path model) {
    return new Builder(model);
  }

  private static void requireText(String text, String option, String expected) {
    if (text.isBlank()) {
      throw InputException.arguments(
          option + " is empty; expected " + expected + ".", "Leave " + option + " out.");
    }
  }

  private static void requireRange(int value, int least, int most, String option) {
    if (value < least || value > most) {
      String range =
          most == Integer.MAX_VALUE ? "at least " + least : "from " + least + " to " + most;
      throw InputException.arguments(
          option + " is " + value + "; expected " + range + ".",
          "Use " + option + " " + Math.max(least, Math.min(value, most)) + ".");
    }
  }

  /** Collects what differs from the defaults. */
  public static final class Builder {
    private final Path model;
    private final List<Path> images = new ArrayList<>();
    private Optional<Path> labels = Optional.empty();
    private Optional<String> preprocess = Optional.empty();
    private String probes = DEFAULT_PROBES;
    private Optional<Border> border = Optional.empty();
    private final List<String> layers = new ArrayList<>();
    private Optional<InputSize> size = Optional.empty();
    private final List<InputFeed> feeds = new ArrayList<>();
    private String provider = DEFAULT_PROVIDER;
    private final List<Integer> devices = new ArrayList<>();
    private ScorerName scorer = DEFAULT_SCORER;
    private final List<OutputTarget> outputs = new ArrayList<>();
    private long seed = DEFAULT_SEED;
    private OptionalInt threads = OptionalInt.empty();
    private int maxImages = DEFAULT_MAX_IMAGES;
    private boolean pictures = true;
    private boolean timings = true;
    private boolean records = true;
    private boolean quiet;

    private Builder(Path model) {
      this.model = Objects.requireNonNull(model);
    }

    /** Adds files or folders of images. */
    public Builder images(List<Path> paths) {
      images.addAll(paths);
      return this;
    }

    public Builder labels(Path file) {
      labels = Optional.of(file);
      return this;
    }

    public Builder preprocess(String nameOrFile) {
      preprocess = Optional.of(nameOrFile);
      return this;
    }

    public Builder probes(String nameOrFile) {
      probes = nameOrFile;
      return this;
    }

    public Builder border(Border protocol) {
      border = Optional.of(protocol);
      return this;
    }

    /** Adds layer patterns. */
    public Builder layers(List<String> patterns) {
      layers.addAll(patterns);
      return this;
    }

    public Builder size(InputSize heightAndWidth) {
      size = Optional.of(heightAndWidth);
      return this;
    }

    /** Adds contents of inputs. */
    public Builder feeds(List<InputFeed> given) {
      feeds.addAll(given);
      return this;
    }

    public Builder provider(String name) {
      provider = name;
      return this;
    }

    /** Adds devices to spread workers over. */
    public Builder devices(List<Integer> numbers) {
      devices.addAll(numbers);
      return this;
    }

    public Builder scorer(ScorerName name) {
      scorer = name;
      return this;
    }

    /** Adds outputs. */
    public Builder outputs(List<OutputTarget> specs) {
      outputs.addAll(specs);
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder threads(int workers) {
      threads = OptionalInt.of(workers);
      return this;
    }

    public Builder maxImages(int most) {
      maxImages = most;
      return this;
    }

    public Builder pictures(boolean kept) {
      pictures = kept;
      return this;
    }

    public Builder timings(boolean kept) {
      timings = kept;
      return this;
    }

    public Builder records(boolean kept) {
      records = kept;
      return this;
    }

    public Builder quiet(boolean suppressed) {
      quiet = suppressed;
      return this;
    }

    /**
     * Validates.
     *
     * @throws InputException of kind ARGUMENTS, naming the option
     */
    public AuditRequest build() {
      return new AuditRequest(
          model,
          images,
          labels,
          preprocess,
          probes,
          border,
          layers,
          size,
          feeds,
          provider,
          devices,
          scorer,
          outputs,
          seed,
          threads.orElseGet(() -> Math.max(defaultThreads(), devices.size())),
          maxImages,
          pictures,
          timings,
          records,
          quiet);
    }
  }
}
