package dev.gimbal;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/ARCHITECTURE.md: which package may use which, and which library belongs where. */
final class ArchitectureTest {
  private static final String ROOT = "dev.gimbal.";
  private static final int LONGEST_CLASS_LINES = 400;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          // Wherever the build folder lies: the tests' classes are in a folder of this name.
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.gimbal");

  /** A package, and the packages that it may use besides fault, itself and its subpackages. */
  private static final Map<String, Set<String>> EDGES = new HashMap<>();

  static {
    EDGES.put("fault", Set.of());
    EDGES.put("geometry", Set.of());
    EDGES.put("stats", Set.of());
    EDGES.put("result", Set.of());
    EDGES.put("runtime", Set.of());
    EDGES.put("onnx", Set.of());
    EDGES.put("notation", Set.of());
    EDGES.put("probe", Set.of("geometry"));
    EDGES.put("graph", Set.of("geometry", "onnx"));
    EDGES.put("image", Set.of("geometry", "probe"));
    EDGES.put("plan", Set.of("probe", "image", "graph", "geometry", "notation"));
    EDGES.put("weave", Set.of("graph", "geometry", "onnx"));
    EDGES.put("score", Set.of("geometry", "stats", "result"));
    EDGES.put(
        "engine",
        Set.of(
            "geometry",
            "stats",
            "result",
            "runtime",
            "probe",
            "graph",
            "image",
            "plan",
            "weave",
            "score"));
    EDGES.put("diagnose", Set.of("result", "stats"));
    EDGES.put("gate", Set.of("result", "stats", "notation"));
    EDGES.put("report", Set.of("result", "stats", "gate"));
  }

  @Test
  void packagesUseOnlyWhatTheyMay() {
    assertThat(forbiddenEdges(EDGES)).isEmpty();
  }

  /** The check above can fail: without its edge, probe may not use geometry. */
  @Test
  void aMissingEdgeIsNoticed() {
    Map<String, Set<String>> strict = new HashMap<>(EDGES);
    strict.put("probe", Set.of());
    assertThat(forbiddenEdges(strict)).anyMatch(line -> line.startsWith("probe -> geometry"));
  }

  @Test
  void everyPackageIsKnown() {
    Set<String> known = new TreeSet<>(EDGES.keySet());
    known.addAll(Set.of("cli", ""));
    assertThat(
            CLASSES.stream().map(c -> topPackage(c.getPackageName())).collect(Collectors.toSet()))
        .isSubsetOf(known);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.gimbal.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyTheCommandLineIsAllowedToUseTheCommandLine() {
    noClasses()
        .that(not(resideInAnyPackage("dev.gimbal", "dev.gimbal.cli..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.gimbal.cli..")
        .check(CLASSES);
  }

  @Test
  void librariesStayBehindTheirFences() {
    fence("ai.onnxruntime..", "runtime");
    fence("com.google.protobuf..", "graph", "weave", "onnx");
    fence("dev.gimbal.onnx..", "graph", "weave", "onnx");
    fence("org.apache.commons.cli..", "cli");
    fence("org.thymeleaf..", "report.html");
    fence("org.eclipse..", "report.network");
    fence("com.google.common..");
    fence("java.awt..", "image");
    fence("javax.imageio..", "image");
    fence("com.twelvemonkeys..", "image");
    fence(
        "tools.jackson..",
        "result",
        "plan",
        "notation",
        "image",
        "runtime",
        "gate",
        "report.sarif");
  }

  @Test
  void aBrokenFenceIsNoticed() {
    assertThatThrownBy(() -> fence("ai.onnxruntime..", "geometry"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("dev.gimbal.runtime");
  }

  @Test
  void onlyMainExits() {
    noClasses()
        .that(not(com.tngtech.archunit.core.domain.JavaClass.Predicates.type(Main.class)))
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void noClassIsNamedForNothing() {
    assertThat(CLASSES.stream().map(JavaClass::getSimpleName))
        .noneMatch(name -> name.matches(".*(Utils?|Helpers?|Managers?|Common|Misc)"));
  }

  @Test
  void classesAreShort() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources(Path.of("src/main/java"))) {
      int lines = Files.readAllLines(file).size();
      if (lines > LONGEST_CLASS_LINES) {
        tooLong.add(file + ": " + lines);
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    List<Path> silent = new ArrayList<>();
    for (Path file : sources(Path.of("src/main/java"))) {
      Path described = file.resolveSibling("package-info.java");
      if (!Files.exists(described) || !Files.readString(described).contains("@NullMarked")) {
        silent.add(file.getParent());
      }
    }
    assertThat(silent).isEmpty();
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> found = paths.filter(path -> path.toString().endsWith(".java")).toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static void fence(String library, String... allowed) {
    String[] homes = Stream.of(allowed).map(name -> ROOT + name + "..").toArray(String[]::new);
    noClasses()
        .that(not(resideInAnyPackage(homes)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CLASSES);
  }

  private static List<String> forbiddenEdges(Map<String, Set<String>> edges) {
    List<String> found = new ArrayList<>();
    for (JavaClass from : CLASSES) {
      String source = topPackage(from.getPackageName());
      if (!edges.containsKey(source)) {
        continue;
      }
      from.getDirectDependenciesFromSelf()
          .forEach(
              dependency -> {
                String name = dependency.getTargetClass().getPackageName();
                String target = topPackage(name);
                boolean ours = (name + ".").startsWith(ROOT);
                boolean allowed =
                    target.equals(source)
                        || target.equals("fault")
                        || edges.getOrDefault(source, Set.of()).contains(target);
                if (ours && !allowed) {
                  found.add(source + " -> " + target + ": " + dependency.getDescription());
                }
              });
    }
    return found;
  }

  /** The first name below the root; empty for the root itself and for foreign packages. */
  private static String topPackage(String packageName) {
    if (!packageName.startsWith(ROOT)) {
      return "";
    }
    return packageName.substring(ROOT.length()).split("\\.", 2)[0];
  }
}
