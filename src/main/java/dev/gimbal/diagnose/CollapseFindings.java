package dev.gimbal.diagnose;

import dev.gimbal.result.CollapseTest;
import dev.gimbal.result.Finding;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.PositionPanel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the layers that make vectors of maps know of positions, from the collapse tests: where
 * nothing can leave or enter, a change is position dependence and nothing else.
 */
final class CollapseFindings {
  private static final double WORTH_SAYING = 0.01;
  private static final double MEDIUM = 0.2;

  /** A cell with less than this part of an even share of the weights' energy is dark. */
  static final double DARK = 0.75;

  private final Evidence evidence;

  private CollapseFindings(Evidence evidence) {
    this.evidence = evidence;
  }

  static List<Finding> of(Evidence evidence) {
    CollapseFindings findings = new CollapseFindings(evidence);
    List<Finding> found = new ArrayList<>();
    findings.dependent().ifPresent(found::add);
    findings.free().ifPresent(found::add);
    return found;
  }

  /** The test of a layer, where it gave a number. */
  static Optional<Outcome.Measured> measured(Evidence evidence, int layer) {
    return evidence.result().collapses().stream()
        .filter(test -> test.layer() == layer)
        .flatMap(test -> loss(test).stream())
        .findFirst();
  }

  private static Optional<Outcome.Measured> loss(CollapseTest test) {
    return test.positionDependence() instanceof Outcome.Measured measured
        ? Optional.of(measured)
        : Optional.empty();
  }

  private static double floor(CollapseTest test) {
    return test.noiseFloor() instanceof Outcome.Measured floor ? floor.value() : 0;
  }

  private static boolean isDependent(CollapseTest test) {
    return loss(test)
        .filter(loss -> loss.value() > Math.max(WORTH_SAYING, floor(test)))
        .filter(loss -> loss.interval().map(b -> b.lo() > floor(test)).orElse(true))
        .isPresent();
  }

  private Optional<Finding> dependent() {
    List<CollapseTest> tests =
        evidence.result().collapses().stream().filter(CollapseFindings::isDependent).toList();
    if (tests.isEmpty()) {
      return Optional.empty();
    }
    CollapseTest first = tests.get(0);
    Outcome.Measured loss = loss(first).orElseThrow();
    String more =
        tests.size() == 1
            ? ""
            : " So do " + Phrase.names(names(tests.subList(1, tests.size()))) + ".";
    return Optional.of(
        new Finding(
            "position-dependence",
            loss.value() >= MEDIUM ? "medium" : "low",
            "Layer " + name(first) + " treats the same content differently by its position",
            "Run alone on its own map "
                + maps(first)
                + ", rolled cyclically by whole cells so that nothing leaves or enters, it changes"
                + " by "
                + Phrase.measured(loss)
                + " (1: as much as for another image)."
                + panel(first.layer())
                + more,
            Remedy.POSITION,
            Optional.of(first.layer()),
            List.of()));
  }

  private Optional<Finding> free() {
    List<CollapseTest> tests =
        evidence.result().collapses().stream()
            .filter(test -> loss(test).filter(loss -> loss.value() <= floor(test)).isPresent())
            .toList();
    if (tests.isEmpty()) {
      return Optional.empty();
    }
    CollapseTest first = tests.get(0);
    return Optional.of(
        new Finding(
            "position-free",
            "info",
            tests.size() == 1
                ? "Layer " + name(first) + " keeps nothing of where things are on its map"
                : tests.size() + " layers keep nothing of where things are on their maps",
            "At "
                + Phrase.names(names(tests))
                + " maps become a vector that does not change when they are rolled cyclically by"
                + " whole cells: loss "
                + Phrase.number(loss(first).orElseThrow().value())
                + ", noise floor "
                + Phrase.number(floor(first))
                + ". All invariance to shifts that move the map by whole cells is gained there;"
                + " what such shifts still change is what left or entered at the map's edge.",
            "",
            Optional.of(first.layer()),
            List.of()));
  }

  private String name(CollapseTest test) {
    return evidence.layer(test.layer()).name();
  }

  private List<String> names(List<CollapseTest> tests) {
    return tests.stream().map(this::name).toList();
  }

  private static String maps(CollapseTest test) {
    return test.maps().stream()
        .map(
            map ->
                map.tensor()
                    + " ("
                    + map.shape().stream().map(String::valueOf).collect(Collectors.joining("×"))
                    + ")")
        .collect(Collectors.joining(" and "));
  }

  /** What the layer's weights show. */
  private String panel(int layer) {
    return evidence.result().positionPanels().stream()
        .filter(panel -> panel.layer() == layer && !panel.energy().isEmpty())
        .findFirst()
        .map(CollapseFindings::panel)
        .orElse("");
  }

  private static String panel(PositionPanel panel) {
    String share =
        panel.betweenPositions() instanceof Outcome.Measured measured
            ? " Of its squared weights "
                + Phrase.number(measured.value())
                + " lie between positions (0: the same weights everywhere)."
            : "";
    List<String> dark = dark(panel);
    int cells = panel.energy().size() * panel.energy().get(0).size();
    return dark.isEmpty()
        ? share
        : share
            + " "
            + dark.size()
            + " of "
            + cells
            + (panel.block() == 1 ? " positions" : " blocks of positions")
            + " have less than "
            + Phrase.number(DARK)
            + " of an even share of them, as where training saw little: row and column "
            + Phrase.names(dark)
            + ".";
  }

  private static List<String> dark(PositionPanel panel) {
    List<String> dark = new ArrayList<>();
    for (int row = 0; row < panel.energy().size(); row++) {
      for (int column = 0; column < panel.energy().get(row).size(); column++) {
        if (panel.energy().get(row).get(column) < DARK * panel.evenShare(row, column)) {
          dark.add((row + 1) + "/" + (column + 1));
        }
      }
    }
    return dark;
  }
}
