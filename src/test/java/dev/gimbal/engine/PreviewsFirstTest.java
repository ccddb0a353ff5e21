package dev.gimbal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.probe.Translation;
import dev.gimbal.testing.NetworkBuilder;
import dev.gimbal.testing.TestAudit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Outputs decide by all references whether rows are probabilities; a probed row that came before
 * the last of them would be read by those that happened to be there, which threads decide.
 */
class PreviewsFirstTest {
  private static final int IMAGES = 5;

  @TempDir Path folder;

  /** What came, in the order in which it came. */
  private static final class Arrivals implements OutputSink {
    private final List<float[]> previews = new ArrayList<>();
    private final Map<Integer, float[]> references = new TreeMap<>();
    private final List<Integer> previewsBeforeProbed = new ArrayList<>();

    @Override
    public synchronized void preview(int output, float[] values) {
      assertThat(output).isZero();
      previews.add(values.clone());
    }

    @Override
    public synchronized void reference(int output, int image, float[] values) {
      references.put(image, values.clone());
    }

    @Override
    public synchronized void probed(int output, int image, int probe, float[] values) {
      previewsBeforeProbed.add(previews.size());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "3, false", "1, true"})
  void allReferencesAreShownInPlanOrderBeforeTheFirstProbedImage(int threads, boolean woven) {
    NetworkBuilder network = new NetworkBuilder(3);
    String image = network.input("image", -1, 2, 8, 8);
    String map = network.convolution(image, network.weights(3, 2, 3, 3));
    String pooled = network.node("GlobalAveragePool", List.of(map));
    network.output(network.node("Flatten", List.of(pooled)));
    Arrivals arrivals = new Arrivals();
    TestAudit audit =
        TestAudit.of(network, folder)
            .probes(new Translation(1, 0), new Translation(0, 2))
            .images(IMAGES)
            .threads(threads)
            .outputs(arrivals);
    (woven ? audit.woven() : audit).run();
    assertThat(arrivals.previewsBeforeProbed).hasSize(2 * IMAGES).containsOnly(IMAGES);
    assertThat(arrivals.references).hasSize(IMAGES);
    for (int shown = 0; shown < IMAGES; shown++) {
      assertThat(arrivals.references.get(shown)).containsExactly(arrivals.previews.get(shown));
    }
  }
}
