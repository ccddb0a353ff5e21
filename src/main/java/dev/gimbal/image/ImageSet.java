package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The images of one audit in plan order, each known to be readable; decodes one at a time on
 * demand. May be shared between threads.
 */
public final class ImageSet {
  private static final int NAMED_IN_WARNING = 3;

  private final ImageSource source;
  private final List<Integer> order;
  private final List<OptionalInt> labels;
  private final String sha256;
  private final List<String> warnings;
  private final List<String> namelessWarnings;
  private final int unreadable;
  private final boolean drawn;

  private ImageSet(
      ImageSource source,
      List<Integer> order,
      List<OptionalInt> labels,
      String sha256,
      List<String> warnings,
      List<String> namelessWarnings,
      int unreadable) {
    this.source = source;
    this.order = List.copyOf(order);
    this.labels = List.copyOf(labels);
    this.sha256 = sha256;
    this.warnings = List.copyOf(warnings);
    this.namelessWarnings = List.copyOf(namelessWarnings);
    this.unreadable = unreadable;
    this.drawn = source instanceof DrawnImages;
  }

  /**
   * Lists, labels, shuffles and checks the images.
   *
   * @throws InputException when there are none, none is readable, or the labels do not match
   */
  public static ImageSet load(ImageRequest request) {
    return take(open(request.paths()), request);
  }

  /** A set of drawn images, for audits without any. */
  public static ImageSet drawn(DrawnImages images) {
    List<Integer> order = Stream.iterate(0, i -> i + 1).limit(images.size()).toList();
    List<OptionalInt> none = order.stream().map(i -> OptionalInt.empty()).toList();
    MessageDigest digest = sha256Digest();
    digest.update(images.recipe().getBytes(StandardCharsets.UTF_8));
    return new ImageSet(images, order, none, hex(digest), List.of(), List.of(), 0);
  }

  private static ImageSource open(List<Path> paths) {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw InputException.input(path + ": no such file or folder", "Check the path.");
      }
    }
    Path only = paths.get(0);
    if (paths.size() > 1) {
      return FileSource.of(paths);
    }
    if (Files.isDirectory(only)) {
      List<Path> arrays = idxInside(only);
      return arrays.size() == 1 ? IdxSource.read(arrays.get(0)) : FileSource.of(paths);
    }
    if (FileSource.extension(only).equals("npy")) {
      return NpySource.read(only);
    }
    return IdxSource.matches(only) ? IdxSource.read(only) : FileSource.of(paths);
  }

  private static List<Path> idxInside(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> Files.isRegularFile(file) && IdxSource.matches(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw InputException.input(
          folder + ": cannot be listed: " + e.getMessage(), "Check the folder's permissions.", e);
    }
  }

  private static ImageSet take(ImageSource source, ImageRequest request) {
    List<OptionalInt> labels = Labels.of(source, request);
    MessageDigest digest = sha256Digest();
    List<Integer> kept = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    int transparent = 0;
    for (int index : PlanOrder.of(labels, request.seed())) {
      if (kept.size() == request.maxImages()) {
        break;
      }
      try {
        byte[] bytes = source.bytes(index);
        transparent += source.decode(bytes).hadAlpha() ? 1 : 0;
        kept.add(index);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).flip());
        digest.update(bytes);
      } catch (UnreadableImageException e) {
        faults.add(source.name(index) + " (" + e.getMessage() + ")");
      }
    }
    if (kept.isEmpty()) {
      throw InputException.input(
          "none of the %d image(s) can be read: %s".formatted(source.size(), some(faults)),
          "Give PNG, JPEG, BMP, GIF or WebP images.");
    }
    List<OptionalInt> keptLabels = kept.stream().map(labels::get).toList();
    List<String> warnings = new ArrayList<>(source.warnings());
    String array = arrayName(source);
    List<String> nameless =
        new ArrayList<>(
            source.warnings().stream().map(text -> text.replace(array, "The array")).toList());
    if (!faults.isEmpty()) {
      String unread = faults.size() + " image(s) cannot be read and are left out";
      warnings.add(unread + ": " + some(faults));
      nameless.add(unread + ".");
    }
    List<String> more = warnings(transparent, keptLabels);
    warnings.addAll(more);
    nameless.addAll(more);
    return new ImageSet(source, kept, keptLabels, hex(digest), warnings, nameless, faults.size());
  }

  /** The images of an array are named for it and numbered. */
  private static String arrayName(ImageSource source) {
    String first = source.name(0);
    return first.substring(0, Math.max(0, first.lastIndexOf('#')));
  }

  private static List<String> warnings(int transparent, List<OptionalInt> labels) {
    List<String> warnings = new ArrayList<>();
    if (transparent > 0) {
      warnings.add(
          transparent
              + " image(s) have transparency, which is ignored (as Pillow's convert(\"RGB\") does).");
    }
    long missing = labels.stream().filter(OptionalInt::isEmpty).count();
    if (missing > 0 && missing < labels.size()) {
      warnings.add(missing + " of " + labels.size() + " images have no label.");
    }
    return warnings;
  }

  private static String some(List<String> all) {
    String text = String.join("; ", all.subList(0, Math.min(NAMED_IN_WARNING, all.size())));
    return all.size() > NAMED_IN_WARNING
        ? text + "; and " + (all.size() - NAMED_IN_WARNING) + " more"
        : text;
  }

  public int size() {
    return order.size();
  }

  /** Relative path, or array name and index. */
  public String name(int position) {
    return source.name(order.get(position));
  }

  /** The class of an image, where it is known. */
  public OptionalInt label(int position) {
    return labels.get(position);
  }

  /** True when at least one image has a label. */
  public boolean labelled() {
    return labels.stream().anyMatch(OptionalInt::isPresent);
  }

  /**
   * Decodes one image.
   *
   * @throws InputException when the file changed since it was checked
   */
  public Picture picture(int position) {
    try {
      return source.decode(source.bytes(order.get(position))).picture();
    } catch (UnreadableImageException e) {
      throw InputException.input(
          name(position) + ": " + e.getMessage(), "Leave the images alone during an audit.", e);
    }
  }

  /** Decodes and preprocesses one image; errors name it. */
  public PreparedImage prepare(int position, Preprocessing preprocessing, boolean keepSurround) {
    Picture picture = picture(position);
    try {
      return PreparedImage.of(
          picture, drawn ? preprocessing.withoutResize() : preprocessing, keepSurround);
    } catch (InputException e) {
      throw InputException.input(name(position) + ": " + e.getMessage(), e.remedy(), e);
    }
  }

  /** SHA-256 over the images' bytes in plan order, each preceded by its length; hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** What the reader of the result must know, one sentence each. */
  public List<String> warnings() {
    return warnings;
  }

  /** The same without names of files. */
  public List<String> namelessWarnings() {
    return namelessWarnings;
  }

  /** Images left out because they cannot be read. */
  public int unreadable() {
    return unreadable;
  }

  /** True when the images were drawn, not given. */
  public boolean isDrawn() {
    return drawn;
  }

  private static MessageDigest sha256Digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
