package dev.gimbal.plan;

import dev.gimbal.fault.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One product of an audit and where it goes.
 *
 * @param format what is written
 * @param file the file to write, or empty for standard output
 */
public record OutputTarget(Format format, Optional<Path> file) {
  /** The forms that a result can be written in. */
  public enum Format {
    /** The page for people. */
    HTML(false),
    /** The complete result. */
    JSON(false),
    /** JUnit XML. */
    JUNIT(true),
    /** SARIF 2.1.0. */
    SARIF(true),
    /** Markdown for the summary of a job. */
    MARKDOWN(true),
    /** Markdown for a comment, which has less room. */
    COMMENT(true),
    /** Annotations as GitHub's workflow commands. */
    GITHUB(true),
    /** An SVG picture of the verdict. */
    BADGE(true);

    private final boolean ofVerdicts;

    Format(boolean ofVerdicts) {
      this.ofVerdicts = ofVerdicts;
    }

    /** The name on the command line. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it tells a policy's verdict, so that there is nothing to write without one. */
    public boolean isOfVerdicts() {
      return ofVerdicts;
    }

    /** All names, as help texts list them. */
    public static String choices() {
      return Arrays.stream(values()).map(Format::id).collect(Collectors.joining(", "));
    }
  }

  private static final String EXAMPLE = "Use -o html=report.html or -o json=result.json.";

  public OutputTarget {
    Objects.requireNonNull(format);
    Objects.requireNonNull(file);
  }

  /**
   * Reads {@code html=report.html} or {@code json=-}, where - is standard output.
   *
   * @throws InputException of kind ARGUMENTS for anything else
   */
  public static OutputTarget parse(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    String target = equals < 0 ? "" : text.substring(equals + 1);
    for (Format format : Format.values()) {
      if (format.id().equals(name)) {
        if (target.isBlank()) {
          throw InputException.arguments("-o " + text + " names no file.", EXAMPLE);
        }
        return new OutputTarget(
            format, target.equals("-") ? Optional.empty() : Optional.of(Path.of(target)));
      }
    }
    throw InputException.arguments(
        "-o " + text + " is not FORMAT=FILE with a format of " + Format.choices() + ".", EXAMPLE);
  }

  /**
   * The same targets.
   *
   * @throws InputException of kind ARGUMENTS when two of them go to one place
   */
  public static List<OutputTarget> distinct(List<OutputTarget> outputs) {
    requireDistinct(outputs);
    return outputs;
  }

  /** Two outputs must not overwrite or interleave each other. */
  public static void requireDistinct(List<OutputTarget> outputs) {
    Set<Optional<Path>> seen = new HashSet<>();
    for (OutputTarget output : outputs) {
      Optional<Path> target = output.file().map(path -> path.toAbsolutePath().normalize());
      if (!seen.add(target)) {
        String name = output.file().map(Path::toString).orElse("standard output");
        throw InputException.arguments(
            "Two outputs go to " + name + ".", "Give each -o a file of its own.");
      }
    }
  }
}
