package dev.gimbal.image;

import dev.gimbal.fault.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/** Finds the class of each image of a source. */
final class Labels {
  private Labels() {}

  static List<OptionalInt> of(ImageSource source, ImageRequest request) {
    if (request.labels() instanceof LabelSource.Table table) {
      return fromTable(source, table.file(), request.classNames());
    }
    if (request.labels() instanceof LabelSource.Folders) {
      return fromFolders(source, request.classNames());
    }
    List<OptionalInt> labels = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      labels.add(source.label(i));
    }
    return labels;
  }

  private static List<OptionalInt> fromTable(ImageSource source, Path file, List<String> names) {
    Map<String, Integer> byFile = readTable(file, names);
    List<OptionalInt> labels = new ArrayList<>();
    int matched = 0;
    for (int i = 0; i < source.size(); i++) {
      String name = source.name(i);
      Integer label = byFile.get(name);
      if (label == null) {
        label = byFile.get(baseName(name));
      }
      matched += label == null ? 0 : 1;
      labels.add(label == null ? OptionalInt.empty() : OptionalInt.of(label));
    }
    if (matched == 0) {
      throw InputException.input(
          "%s: %d labels, %d images, and no file name matches (first label %s, first image %s)"
              .formatted(
                  file,
                  byFile.size(),
                  source.size(),
                  byFile.keySet().stream().sorted().findFirst().orElse("none"),
                  source.name(0)),
          "Column file holds paths relative to the image folder, or base names.");
    }
    return labels;
  }

  private static Map<String, Integer> readTable(Path file, List<String> names) {
    List<List<String>> rows = CsvTable.parse(ClassNames.text(file));
    List<String> header =
        rows.isEmpty()
            ? List.of()
            : rows.get(0).stream().map(h -> h.strip().toLowerCase(Locale.ROOT)).toList();
    int fileColumn = header.indexOf("file");
    int indexColumn = header.indexOf("index");
    int nameColumn = header.indexOf("name");
    if (fileColumn < 0 || (indexColumn < 0 && nameColumn < 0)) {
      throw InputException.input(
          "%s: header %s, expected the columns file and index, or file and name"
              .formatted(file, header),
          "Add a header line such as file,index.");
    }
    int column = indexColumn >= 0 ? indexColumn : nameColumn;
    Map<String, Integer> classes = indexColumn >= 0 ? Map.of() : classes(rows, column, names);
    Map<String, Integer> labels = new HashMap<>();
    for (int r = 1; r < rows.size(); r++) {
      List<String> row = rows.get(r);
      if (row.size() <= Math.max(fileColumn, column)) {
        throw InputException.input(
            "%s: row %d has %d column(s), the header %d"
                .formatted(file, r + 1, row.size(), header.size()),
            "Quote fields that hold commas.");
      }
      String text = row.get(column).strip();
      int label = indexColumn >= 0 ? index(file, r + 1, text) : named(file, r + 1, text, classes);
      String image = row.get(fileColumn).strip().replace('\\', '/');
      Integer before = labels.put(image, label);
      if (before != null && before != label) {
        throw InputException.input(
            "%s: row %d gives %s the class %d, an earlier row %d"
                .formatted(file, r + 1, image, label, before),
            "Give each file one class.");
      }
    }
    return labels;
  }

  /** With a class-names file its order decides, else the names in alphabetical order. */
  private static Map<String, Integer> classes(
      List<List<String>> rows, int column, List<String> names) {
    List<String> ordered = names;
    if (names.isEmpty()) {
      TreeSet<String> found = new TreeSet<>();
      rows.stream()
          .skip(1)
          .filter(row -> row.size() > column)
          .forEach(row -> found.add(row.get(column).strip()));
      ordered = List.copyOf(found);
    }
    return numbered(ordered);
  }

  private static Map<String, Integer> numbered(List<String> names) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      numbers.putIfAbsent(names.get(i), i);
    }
    return numbers;
  }

  private static int index(Path file, int row, String text) {
    if (!text.matches("\\d{1,8}")) {
      throw InputException.input(
          "%s: row %d: class index \"%s\" is not a whole number".formatted(file, row, text),
          "Class indices count from 0.");
    }
    return Integer.parseInt(text);
  }

  private static int named(Path file, int row, String text, Map<String, Integer> classes) {
    Integer label = classes.get(text);
    if (label == null) {
      throw InputException.input(
          "%s: row %d: class \"%s\" is not among the %d class names"
              .formatted(file, row, text, classes.size()),
          "Use the names of the class-names file, or a column index.");
    }
    return label;
  }

  private static List<OptionalInt> fromFolders(ImageSource source, List<String> names) {
    List<String> folders = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      folders.add(folder(source.name(i)));
    }
    Map<String, Integer> classes =
        numbered(names.isEmpty() ? List.copyOf(new TreeSet<>(folders)) : names);
    List<OptionalInt> labels = new ArrayList<>();
    int matched = 0;
    for (String folder : folders) {
      Integer label = folder.isEmpty() ? null : classes.get(folder);
      matched += label == null ? 0 : 1;
      labels.add(label == null ? OptionalInt.empty() : OptionalInt.of(label));
    }
    if (matched == 0) {
      throw InputException.input(
          "labels from folders: %d images in %d folder(s), %d class names, and none matches"
              .formatted(source.size(), new TreeSet<>(folders).size(), names.size()),
          "Put the images of each class in a folder with the class's name.");
    }
    return labels;
  }

  private static String folder(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : baseName(name.substring(0, slash));
  }

  private static String baseName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
