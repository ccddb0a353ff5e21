package dev.gimbal.gate;

import dev.gimbal.result.LayerScore;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.OutputResult.OrbitScore;
import dev.gimbal.result.OutputResult.ProbeScore;
import dev.gimbal.result.ProbeInfo;
import dev.gimbal.result.ScoreId;
import dev.gimbal.result.records.ImageRow;
import dev.gimbal.result.records.LayerForm;
import dev.gimbal.result.records.LayerSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The scores that the rows of {@link MadeAudit} make. */
final class MadeScores {
  /** Every number of a row that a score is the mean of, by name. */
  private final Map<String, Double> sums = new TreeMap<>();

  private final List<LayerForm> forms;
  private final int probes;
  private int images;

  MadeScores(List<LayerForm> forms, int probes) {
    this.forms = forms;
    this.probes = probes;
  }

  private void add(String name, double value) {
    sums.merge(name, value, Double::sum);
  }

  void accept(ImageRow row) {
    images++;
    for (int layer = 0; layer < forms.size(); layer++) {
      add("distance" + layer, row.distance(layer));
      add("balanced" + layer, row.balancedDistance(layer));
      for (int probe = 0; probe < probes; probe++) {
        for (int sum = 0; sum < forms.get(layer).sums(); sum++) {
          LayerSum kind = LayerSum.values()[sum];
          add(kind + " " + layer + " " + probe, row.sum(layer, probe, kind));
        }
      }
    }
    boolean right = row.referenceTop(0) == row.label(0);
    add("referenceAccuracy", right ? 1 : 0);
    for (int probe = 0; probe < probes; probe++) {
      boolean same = row.top(0, probe) == row.referenceTop(0);
      add("consistency" + probe, same ? 1 : 0);
      add("topFive" + probe, row.isAmongFive(0, probe) ? 1 : 0);
      add("accuracy" + probe, row.top(0, probe) == row.label(0) ? 1 : 0);
      add("probabilityDropMean" + probe, row.drop(0, probe));
      add("jensenShannonBits" + probe, row.divergence(0, probe));
      for (int index = 0; index < 2; index++) {
        add("value1 " + index + " " + probe, row.value(1, probe, index));
      }
      add("value2 0 " + probe, row.value(2, probe, 0));
    }
  }

  private double sum(String name) {
    return Objects.requireNonNull(sums.get(name), name);
  }

  private Outcome mean(String name) {
    return Outcome.measured(sum(name) / images, images);
  }

  private Outcome ratio(String loss, String distance) {
    double scale = 2.0 / (images - 1) * sum(distance);
    return Outcome.measured(1 - sum(loss) / images / scale, images);
  }

  List<LayerScore> layers() {
    List<LayerScore> rows = new ArrayList<>();
    for (int layer = 0; layer < forms.size(); layer++) {
      for (int probe = 0; probe < probes; probe++) {
        String at = " " + layer + " " + probe;
        add(rows, layer, probe, ScoreId.INVARIANCE, ratio("INVARIANCE" + at, "distance" + layer));
        add(
            rows,
            layer,
            probe,
            ScoreId.INVARIANCE_BALANCED,
            ratio("INVARIANCE_BALANCED" + at, "balanced" + layer));
        if (forms.get(layer) == LayerForm.MAP) {
          Outcome aligned = ratio("ALIGNED" + at, "DISTANCE" + at);
          add(rows, layer, probe, ScoreId.EQUIVARIANCE, aligned);
          add(
              rows,
              layer,
              probe,
              ScoreId.LOSS,
              Outcome.measured(1 - ((Outcome.Measured) aligned).value(), images));
          add(
              rows,
              layer,
              probe,
              ScoreId.EQUIVARIANCE_BALANCED,
              ratio("ALIGNED_BALANCED" + at, "DISTANCE_BALANCED" + at));
        }
      }
    }
    return rows;
  }

  private static void add(
      List<LayerScore> rows, int layer, int probe, ScoreId score, Outcome outcome) {
    rows.add(new LayerScore(layer, probe, score, outcome));
  }

  List<ProbeScore> classes() {
    List<ProbeScore> rows = new ArrayList<>();
    for (int probe = 0; probe < probes; probe++) {
      for (String score :
          List.of(
              "consistency", "topFive", "probabilityDropMean", "jensenShannonBits", "accuracy")) {
        rows.add(new ProbeScore(probe, score, mean(score + probe)));
      }
    }
    return rows;
  }

  List<ProbeScore> values(int output, List<String> scores) {
    List<ProbeScore> rows = new ArrayList<>();
    for (int probe = 0; probe < probes; probe++) {
      for (int index = 0; index < scores.size(); index++) {
        rows.add(
            new ProbeScore(
                probe, scores.get(index), mean("value" + output + " " + index + " " + probe)));
      }
    }
    return rows;
  }

  List<OrbitScore> orbits(List<ProbeInfo> all) {
    List<OrbitScore> rows = new ArrayList<>();
    rows.add(new OrbitScore("all", "referenceAccuracy", mean("referenceAccuracy"), ""));
    rows.add(new OrbitScore("all", "ties", Outcome.measured(0, images), ""));
    rows.add(orbit("translation", probe -> all.get(probe).family().equals("translation")));
    rows.add(orbit("rotation", probe -> all.get(probe).family().equals("rotation")));
    rows.add(orbit("all", probe -> true));
    return rows;
  }

  private OrbitScore orbit(String name, IntPredicate member) {
    double mean =
        IntStream.range(0, probes)
            .filter(member)
            .mapToDouble(probe -> sum("consistency" + probe) / images)
            .average()
            .orElseThrow();
    return new OrbitScore(name, "consistencyMean", Outcome.measured(mean, images), "");
  }
}
