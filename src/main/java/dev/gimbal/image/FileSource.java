package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Image files from folders (recursive, sorted by relative path, hidden files left out, symbolic
 * links followed unless they loop) and single files.
 */
final class FileSource implements ImageSource {
  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "bmp", "gif", "webp");
  private static final long MAX_BYTES = 512L << 20;
  private static final int MAX_FILES = 5_000_000;

  private final List<String> names;
  private final List<Path> files;

  private FileSource(Map<String, Path> found) {
    this.names = List.copyOf(found.keySet());
    this.files = List.copyOf(found.values());
  }

  /** Single files are always taken; in folders the extension decides. */
  static FileSource of(List<Path> paths) {
    Map<String, Path> found = new LinkedHashMap<>();
    int others = 0;
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        Walk walk = new Walk(path);
        others += walk.collect(found);
      } else {
        found.put(
            found.containsKey(path.getFileName().toString())
                ? path.toString()
                : path.getFileName().toString(),
            path);
      }
    }
    if (found.isEmpty()) {
      throw InputException.input(
          "%s: no images found (%d other file(s)); expected PNG, JPEG, BMP, GIF or WebP"
              .formatted(paths.size() == 1 ? paths.get(0) : paths, others),
          "Give a folder that holds images.");
    }
    return new FileSource(found);
  }

  /** The images directly or deeper in a folder; counts the other files. */
  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Path> images = new ArrayList<>();
    private int others;

    Walk(Path root) {
      this.root = root;
    }

    int collect(Map<String, Path> found) {
      try {
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 100, this);
      } catch (IOException e) {
        throw InputException.input(
            root + ": cannot be listed: " + e.getMessage(), "Check the folder's permissions.", e);
      }
      images.sort(Comparator.comparing(this::relative));
      for (Path image : images) {
        String name = relative(image);
        found.put(found.containsKey(name) ? image.toString() : name, image);
      }
      return others;
    }

    private String relative(Path file) {
      return root.relativize(file).toString().replace(File.separatorChar, '/');
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return !folder.equals(root) && isHidden(folder)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isHidden(file)) {
        if (EXTENSIONS.contains(extension(file))) {
          images.add(file);
        } else {
          others++;
        }
      }
      return images.size() + others < MAX_FILES
          ? FileVisitResult.CONTINUE
          : FileVisitResult.TERMINATE;
    }

    /** Broken links, loops and forbidden folders are passed over. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException cause) {
      return FileVisitResult.CONTINUE;
    }

    private static boolean isHidden(Path path) {
      return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }
  }

  static String extension(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  @Override
  public int size() {
    return files.size();
  }

  @Override
  public String name(int index) {
    return names.get(index);
  }

  @Override
  public byte[] bytes(int index) throws UnreadableImageException {
    Path file = files.get(index);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new UnreadableImageException(
            Files.size(file) + " bytes; at most " + MAX_BYTES + " are read");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UnreadableImageException("cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public ImageDecoder.Decoded decode(byte[] bytes) throws UnreadableImageException {
    return ImageDecoder.decode(bytes);
  }
}
