package dev.gimbal.engine;

import dev.gimbal.geometry.CellOrder;
import dev.gimbal.graph.DenseWeights;
import dev.gimbal.graph.Layer;
import dev.gimbal.graph.MapCollapse;
import dev.gimbal.graph.OnnxModel;
import dev.gimbal.graph.WeightValues;
import dev.gimbal.result.Outcome;
import dev.gimbal.result.PositionPanel;
import java.util.ArrayList;
import java.util.List;

/**
 * What dense weights give to every position of their map. With w(k,c,p) for output k, channel c and
 * position p of P, and m(k,c) its mean over positions:
 *
 * <ul>
 *   <li>between positions: Σ (w − m)² ÷ Σ w², in [0, 1]; 0 for weights that are the same
 *       everywhere. P/(P − 1) times this is what the collapse test gives on white-noise maps, if
 *       the step is linear;
 *   <li>energy of a position: Σ over k and c of w² there ÷ the same over all positions.
 * </ul>
 *
 * <p>Weights that are all zero are degenerate, NaN or infinite ones failed, and weights that are
 * computed or of an unknown type not applicable. No image has a part in it: n counts the K·C maps
 * of weights.
 */
public final class PositionPanels {
  /** Rows and columns of the energy map at most. */
  static final int MOST_SIDE = 64;

  private PositionPanels() {}

  /** One panel for each matrix or kernel that makes an audited layer from a map. */
  public static List<PositionPanel> of(
      OnnxModel model, List<MapCollapse> collapses, List<Layer> layers) {
    List<String> names = layers.stream().map(Layer::name).toList();
    List<PositionPanel> panels = new ArrayList<>();
    for (MapCollapse collapse : collapses) {
      int layer = names.indexOf(collapse.vector());
      for (DenseWeights weights : layer < 0 ? List.<DenseWeights>of() : collapse.weights()) {
        panels.add(panel(model, weights, layer));
      }
    }
    return panels;
  }

  private static PositionPanel panel(OnnxModel model, DenseWeights weights, int layer) {
    CellOrder order = weights.order();
    Sums sums = new Sums(weights);
    boolean read =
        WeightValues.of(model, weights)
            .map(
                values -> {
                  values.forEach(sums::add);
                  return true;
                })
            .orElse(false);
    Outcome share =
        read
            ? sums.betweenPositions()
            : Outcome.notApplicable("its weights are computed, or of a type that is not read");
    int block = 1 + (Math.max(order.height(), order.width()) - 1) / MOST_SIDE;
    return new PositionPanel(
        layer,
        weights.tensor(),
        weights.outputs(),
        order.channels(),
        order.height(),
        order.width(),
        share,
        block,
        share instanceof Outcome.Measured ? sums.energy(block) : List.of());
  }

  /** One pass over the weights. */
  private static final class Sums {
    private final CellOrder order;
    private final int[] cells;
    private final int[] channels;
    private final double[] squares;
    private final double[] sums;

    Sums(DenseWeights weights) {
      order = weights.order();
      cells = new int[order.elements()];
      channels = new int[order.elements()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = order.cell(i);
        channels[i] = order.channel(i);
      }
      squares = new double[order.cells()];
      sums = new double[Math.multiplyExact(order.channels(), weights.outputs())];
    }

    void add(int output, int input, double value) {
      squares[cells[input]] += value * value;
      sums[output * order.channels() + channels[input]] += value;
    }

    private double total() {
      double total = 0;
      for (double square : squares) {
        total += square;
      }
      return total;
    }

    Outcome betweenPositions() {
      double total = total();
      double common = 0;
      for (double sum : sums) {
        common += sum * sum / order.cells();
      }
      if (!Double.isFinite(total) || !Double.isFinite(common)) {
        return new Outcome.Failed("NaN or infinity in the weights");
      }
      // Rounding may leave a tiny negative where all positions have the same weights.
      return total == 0
          ? new Outcome.Degenerate("all weights are zero")
          : Outcome.measured(Math.max(0, 1 - common / total), sums.length);
    }

    List<List<Double>> energy(int block) {
      double total = total();
      List<List<Double>> rows = new ArrayList<>();
      for (int top = 0; top < order.height(); top += block) {
        List<Double> row = new ArrayList<>();
        for (int left = 0; left < order.width(); left += block) {
          row.add(energy(top, left, block) / total);
        }
        rows.add(row);
      }
      return rows;
    }

    private double energy(int top, int left, int block) {
      double sum = 0;
      for (int y = top; y < Math.min(order.height(), top + block); y++) {
        for (int x = left; x < Math.min(order.width(), left + block); x++) {
          sum += squares[y * order.width() + x];
        }
      }
      return sum;
    }
  }
}
