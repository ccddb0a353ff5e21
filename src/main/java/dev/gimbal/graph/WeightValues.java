package dev.gimbal.graph;

import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.TensorProto;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The numbers of dense weights, read from the model's file one by one: weights may be larger than
 * the heap. Quantised weights count as what they stand for.
 */
public final class WeightValues {
  /** Takes one weight. */
  public interface Visitor {
    /**
     * One weight.
     *
     * @param output index of the vector's value, 0…K−1
     * @param input index on the axis that is summed over, 0…C·H·W−1
     */
    void weight(int output, int input, double value);
  }

  private final StoredNumbers stored;
  private final int columns;
  private final boolean outputsFirst;
  private final Levels levels;

  /** What a stored number stands for: (number − zero) · step, each one a slice along an axis. */
  private record Levels(double[] steps, double[] zeros, int sliceValues, int slices) {
    static final Levels PLAIN = new Levels(new double[] {1}, new double[] {0}, 1, 1);

    double of(long index, double number) {
      int slice = (int) (index / sliceValues % slices);
      return (number - zeros[slice % zeros.length]) * steps[slice % steps.length];
    }
  }

  private WeightValues(StoredNumbers stored, int columns, boolean outputsFirst, Levels levels) {
    this.stored = stored;
    this.columns = columns;
    this.outputsFirst = outputsFirst;
    this.levels = levels;
  }

  /**
   * Finds where weights are stored.
   *
   * @return none where they are computed, or of a type or in a file that cannot be read
   */
  public static Optional<WeightValues> of(OnnxModel model, DenseWeights weights) {
    return new Search(model, weights).find();
  }

  /** Visits all weights in the order of the file. */
  public void forEach(Visitor visitor) {
    long count = stored.count();
    for (long i = 0; i < count; i++) {
      int row = (int) (i / columns);
      int column = (int) (i % columns);
      double value = levels.of(i, stored.get(i));
      visitor.weight(outputsFirst ? row : column, outputsFirst ? column : row, value);
    }
  }

  /** Follows an operand to the stored tensor. */
  private static final class Search {
    private final OnnxModel model;
    private final GraphView graph;
    private final DenseWeights weights;
    private boolean turned;

    Search(OnnxModel model, DenseWeights weights) {
      this.model = model;
      this.weights = weights;
      graph = GraphView.of(model);
    }

    Optional<WeightValues> find() {
      Optional<Levels> levels = Optional.of(Levels.PLAIN);
      String tensor = plain(weights.tensor(), true);
      Optional<NodeProto> node = graph.producer(tensor);
      if (graph.constant(tensor).isEmpty()
          && node.isPresent()
          && node.get().getOpType().equals("DequantizeLinear")) {
        tensor = plain(node.get().getInput(0), false);
        levels = levels(node.get(), tensor);
      } else if (weights.zeroPoint().isPresent()) {
        levels = levels(Optional.empty(), weights.zeroPoint(), tensor, 1);
      }
      Optional<TensorProto> found = graph.constant(tensor);
      if (found.isEmpty() || levels.isEmpty()) {
        return Optional.empty();
      }
      int inputs = weights.order().elements();
      boolean rows = weights.outputsFirst() != turned;
      Levels known = levels.get();
      return StoredNumbers.of(model, found.get())
          .filter(stored -> stored.count() == (long) inputs * weights.outputs())
          .map(stored -> new WeightValues(stored, rows ? inputs : weights.outputs(), rows, known));
    }

    /**
     * Behind nodes that hand the same numbers on: in another shape, and before that in another
     * order.
     */
    private String plain(String start, boolean mayReshape) {
      String tensor = start;
      boolean reshaped = false;
      Optional<NodeProto> node = graph.producer(tensor);
      while (graph.constant(tensor).isEmpty() && node.isPresent()) {
        boolean turns = isTurn(node.get()) && !reshaped;
        boolean shapes = node.get().getOpType().equals("Reshape") && mayReshape;
        if (!turns && !shapes && !node.get().getOpType().equals("Identity")) {
          return tensor;
        }
        turned ^= turns;
        reshaped |= shapes;
        tensor = node.get().getInput(0);
        node = graph.producer(tensor);
      }
      return tensor;
    }

    private static boolean isTurn(NodeProto node) {
      return node.getOpType().equals("Transpose")
          && node.getAttributeList().stream()
              .filter(a -> a.getName().equals("perm"))
              .allMatch(a -> a.getIntsList().equals(List.of(1L, 0L)));
    }

    private Optional<Levels> levels(NodeProto node, String tensor) {
      boolean blocks =
          node.getAttributeList().stream()
              .anyMatch(a -> a.getName().equals("block_size") && a.getI() != 0);
      long axis =
          node.getAttributeList().stream()
              .filter(a -> a.getName().equals("axis"))
              .mapToLong(AttributeProto::getI)
              .findFirst()
              .orElse(1);
      Optional<String> zero =
          node.getInputCount() > 2 ? Optional.of(node.getInput(2)) : Optional.empty();
      return blocks ? Optional.empty() : levels(Optional.of(node.getInput(1)), zero, tensor, axis);
    }

    private Optional<Levels> levels(
        Optional<String> scale, Optional<String> zero, String tensor, long axis) {
      List<Integer> shape = graph.constantShape(tensor).orElse(List.of());
      Optional<double[]> steps = numbers(scale, 1);
      Optional<double[]> zeros = numbers(zero.filter(name -> !name.isEmpty()), 0);
      int at = (int) (axis < 0 ? axis + shape.size() : axis);
      if (steps.isEmpty() || zeros.isEmpty() || at < 0 || at >= shape.size()) {
        return Optional.empty();
      }
      int slices = Math.max(steps.get().length, zeros.get().length);
      int inside = shape.subList(at + 1, shape.size()).stream().reduce(1, (a, b) -> a * b);
      return slices == 1 || slices == shape.get(at)
          ? Optional.of(new Levels(steps.get(), zeros.get(), inside, slices))
          : Optional.empty();
    }

    private Optional<double[]> numbers(Optional<String> tensor, double otherwise) {
      if (tensor.isEmpty()) {
        return Optional.of(new double[] {otherwise});
      }
      return graph
          .constant(plainName(tensor.get()))
          .flatMap(proto -> StoredNumbers.of(model, proto))
          .filter(stored -> stored.count() > 0 && stored.count() < Integer.MAX_VALUE)
          .map(
              stored -> {
                double[] values = new double[(int) stored.count()];
                Arrays.setAll(values, stored::get);
                return values;
              });
    }

    private String plainName(String tensor) {
      return graph
          .producer(tensor)
          .filter(node -> node.getOpType().equals("Identity"))
          .map(node -> node.getInput(0))
          .orElse(tensor);
    }
  }
}
