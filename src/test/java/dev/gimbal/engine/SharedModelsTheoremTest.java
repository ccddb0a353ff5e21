package dev.gimbal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.fault.InputException;
import dev.gimbal.geometry.LayerGeometry;
import dev.gimbal.graph.Ancestry;
import dev.gimbal.graph.Granularity;
import dev.gimbal.graph.ImageInput;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.Structure;
import dev.gimbal.probe.Border;
import dev.gimbal.probe.Probe;
import dev.gimbal.probe.ProbeList;
import dev.gimbal.probe.Translation;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.ScoreId;
import dev.gimbal.testing.NoisePictures;
import dev.gimbal.testing.Readings;
import dev.gimbal.testing.SharedFolder;
import dev.gimbal.testing.TestAudit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The theorem on every third-party image model, measured as an audit measures: under shifts by one
 * and two periods no layer below local operators only has a clean loss above its noise floor.
 */
@Tag("slow")
class SharedModelsTheoremTest {
  private static final long SEED = 17;
  private static final int LARGE_SIDE = 100;

  private final List<String> table = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private int checks;

  @Test
  void cleanOnGridLossOfLocalLayersIsNoise() throws IOException {
    Path report = Files.createDirectories(Path.of("target", "theorem")).resolve("models.txt");
    table.add("model | local maps | checks | violations | largest clean loss / floor | at | s");
    for (Path file : SharedFolder.models("models")) {
      try {
        check(file);
      } catch (InputException refused) {
        table.add(file.getFileName() + " | refused: " + refused.getMessage());
      }
      Files.write(report, table);
    }
    assertThat(violations).isEmpty();
    assertThat(checks).isGreaterThan(1000);
  }

  private void check(Path file) {
    long begin = System.nanoTime();
    OnnxModel model = OnnxModel.read(file);
    ImageInput input = ImageInput.of(model);
    int height = input.height().orElse(224);
    int width = input.width().orElse(224);
    Structure structure = Inspection.inspect(model, input, height, width, Granularity.MATERIALISED);
    // a session must give out something, even where no map is local
    String last = structure.layers().get(structure.layers().size() - 1).name();
    boolean large = Math.min(height, width) > LARGE_SIDE;
    List<Probe> probes = probes(structure, large);
    Readings readings =
        TestAudit.of(file)
            .layers(Granularity.MATERIALISED)
            .watching(layer -> isLocalMap(layer) || layer.name().equals(last))
            .size(224)
            .probes(probes.toArray(Probe[]::new))
            .border(Border.standard())
            .threads(2)
            .pictures(
                noise -> NoisePictures.drawn(large ? 2 : 6, SEED, input.channels(), height, width))
            .run();
    table.add(
        String.format(
            Locale.ROOT,
            "%s | %s | %.1f",
            file.getFileName(),
            row(file, readings),
            (System.nanoTime() - begin) / 1e9));
    assertThat(readings.findings().contains("instrument-error"))
        .as("the audit itself tells of violations: " + file)
        .isEqualTo(violations.stream().anyMatch(v -> v.startsWith(file.getFileName() + " ")));
  }

  private static boolean isLocalMap(Layer layer) {
    return layer.ancestry() == Ancestry.LOCAL && layer.geometry() instanceof Layer.Geometry.Known;
  }

  /**
   * ±P and ±2P on each axis for every distinct period of a local layer; half as many where passes
   * are dear.
   */
  private static List<Probe> probes(Structure structure, boolean large) {
    ProbeList list = new ProbeList(structure.height(), structure.width());
    for (Layer layer : structure.layers()) {
      if (layer.ancestry() != Ancestry.LOCAL
          || !(layer.geometry() instanceof Layer.Geometry.Known known)) {
        continue;
      }
      LayerGeometry geometry = known.value();
      int y = Math.toIntExact(geometry.y().period().numerator());
      int x = Math.toIntExact(geometry.x().period().numerator());
      list.add(new Translation(x, 0));
      list.add(new Translation(0, -y));
      list.add(new Translation(-2 * x, 0));
      list.add(new Translation(0, 2 * y));
      if (!large) {
        list.add(new Translation(-x, 0));
        list.add(new Translation(0, y));
        list.add(new Translation(2 * x, 0));
        list.add(new Translation(0, -2 * y));
      }
    }
    return list.toList();
  }

  /** Layers, checks, violations, the largest ratio and where. */
  private String row(Path file, Readings readings) {
    int layers = 0;
    int rows = 0;
    int above = 0;
    double worst = 0;
    String where = "";
    for (LayerInfo layer : readings.result().layers()) {
      if (!layer.ancestry().equals("local")) {
        continue;
      }
      layers += layer.grid().isPresent() ? 1 : 0;
      for (int probe = 0; probe < readings.probes(); probe++) {
        Optional<Outcome> onGrid = readings.outcome(layer.name(), probe, ScoreId.EQUIVARIANCE);
        Optional<Outcome> clean = readings.outcome(layer.name(), probe, ScoreId.LOSS_CLEAN);
        if (onGrid.filter(Outcome.Measured.class::isInstance).isPresent()
            && clean.isPresent()
            && clean.get() instanceof Outcome.Measured loss) {
          double floor = readings.floor(layer.name(), probe);
          rows++;
          if (loss.value() > floor) {
            above++;
            violations.add(file.getFileName() + " " + layer.name() + " " + loss + " > " + floor);
          }
          if (loss.value() / floor > worst) {
            worst = loss.value() / floor;
            where = layer.name() + " under " + readings.probe(probe).id();
          }
        }
      }
    }
    checks += rows;
    return String.format(
        Locale.ROOT, "%d | %d | %d | %.2g | %s", layers, rows, above, worst, where);
  }
}
