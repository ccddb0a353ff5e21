package dev.gimbal.graph.operator;

import dev.gimbal.graph.operator.WindowRule.Family;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every operator whose effect on axes, geometry and ancestry is known. */
public final class OperatorCatalogue {
  /** Operators whose result depends on the shape of their input, not on its values. */
  private static final Set<String> SHAPE_ONLY =
      Set.of("Shape", "Size", "ConstantOfShape", "RandomNormalLike", "EyeLike");

  private static final List<String> POINTWISE =
      List.of(
          "Relu,LeakyRelu,ThresholdedRelu,Elu,Selu,Celu,Gelu,Mish,Softplus,Softsign,Sigmoid",
          "HardSigmoid,HardSwish,Swish,Tanh,Erf,Exp,Log,Sqrt,Reciprocal,Abs,Neg,Sign,Ceil,Floor",
          "Round,Not,IsNaN,IsInf,Sin,Cos,Tan,Asin,Acos,Atan,Sinh,Cosh,Asinh,Acosh,Atanh,Shrink",
          "Identity,Dropout,Cast,CastLike,Clip,BatchNormalization,LRN,ImageScaler,Affine,Scale",
          "ParametricSoftplus,ScaledTanh,QuantizeLinear,DequantizeLinear,BitwiseNot,QuickGelu",
          "FastGelu,BiasGelu,QLinearLeakyRelu,QLinearSigmoid");

  private final Map<String, OperatorRule> rules = new HashMap<>();

  public OperatorCatalogue() {
    addPointwise();
    addWindows();
    addShapes();
    addReductions();
    addProducts();
  }

  private void addPointwise() {
    for (String line : POINTWISE) {
      add(new PointwiseRule(), line);
    }
    add(
        new BroadcastRule(),
        "Add,Sub,Mul,Div,Sum,Mean,Max,Min,Pow,Mod,PRelu,Where,And,Or,Xor,Equal,Greater,Less,"
            + "GreaterOrEqual,LessOrEqual,BitShift,BitwiseAnd,BitwiseOr,BitwiseXor");
    add(new BroadcastRule(0, 3), "QLinearAdd,QLinearMul");
    add(new DynamicQuantizeRule(), "DynamicQuantizeLinear");
  }

  private void addWindows() {
    add(new WindowRule(Family.CONVOLUTION, 1), "Conv,ConvInteger,FusedConv");
    add(new WindowRule(Family.CONVOLUTION, 3), "QLinearConv");
    add(new WindowRule(Family.TRANSPOSED, 1), "ConvTranspose");
    add(new WindowRule(Family.POOLING, 1), "MaxPool,AveragePool,LpPool,QLinearAveragePool");
    add(new ResizeRule(), "Resize,Upsample");
    add(new BlockRule(true), "DepthToSpace");
    add(new BlockRule(false), "SpaceToDepth");
    add(new PadRule(), "Pad");
    add(new SliceRule(), "Slice");
    add(new CropRule(), "Crop");
  }

  private void addShapes() {
    add(new ReshapeRule(), "Reshape,Flatten,Squeeze,Unsqueeze");
    add(new TransposeRule(), "Transpose");
    add(new ConcatRule(), "Concat");
    add(new SplitRule(), "Split");
    add(new GatherRule(), "Gather");
    add(new ExpandRule(), "Expand,Tile");
  }

  private void addReductions() {
    add(
        AxesRule.reduction(),
        "ReduceMean,ReduceSum,ReduceMax,ReduceMin,ReduceProd,ReduceL1,ReduceL2,ReduceLogSum,"
            + "ReduceLogSumExp,ReduceSumSquare,ArgMax,ArgMin");
    add(
        AxesRule.globalPool(),
        "GlobalAveragePool,GlobalMaxPool,GlobalLpPool,QLinearGlobalAveragePool");
    add(AxesRule.softmax(), "Softmax,LogSoftmax,Hardmax");
    add(AxesRule.instance(), "InstanceNormalization,GroupNormalization");
    add(AxesRule.trailing(), "LayerNormalization,RMSNormalization,SimplifiedLayerNormalization");
    add(new SkipNormalizationRule(), "SkipLayerNormalization,SkipSimplifiedLayerNormalization");
    add(AxesRule.single(-1), "LpNormalization");
    add(AxesRule.listed(), "MeanVarianceNormalization");
  }

  private void addProducts() {
    add(
        new MatMulRule(0, 1),
        "MatMul,Gemm,MatMulInteger,FusedGemm,FusedMatMul,MatMulIntegerToFloat");
    add(new MatMulRule(0, 3), "QLinearMatMul,QGemm");
    add(new EinsumRule(), "Einsum");
    add(new AttentionRule(), "Attention,MultiHeadAttention");
  }

  private void add(OperatorRule rule, String names) {
    for (String name : names.split(",", -1)) {
      rules.put(name, rule);
    }
  }

  /** What is known about an output of a node; never throws for a well-formed call. */
  public Signal derive(OperatorCall call, int output) {
    if (SHAPE_ONLY.contains(call.op()) || allConstant(call)) {
      return Signal.constant(call.outputShapes().get(output));
    }
    Optional<String> lost =
        call.operands().stream()
            .flatMap(Optional::stream)
            .flatMap(o -> o.signal().opaque().stream())
            .findFirst();
    if (lost.isPresent()) {
      return Signal.opaque(lost.get());
    }
    OperatorRule rule = rules.get(call.op());
    if (rule == null) {
      return Signal.opaque("what " + call.op() + " does to positions is not known");
    }
    return apply(rule, call, output);
  }

  private static Signal apply(OperatorRule rule, OperatorCall call, int output) {
    try {
      Signal signal = rule.apply(call, output);
      List<Integer> sizes = signal.axes().stream().map(Axis::size).toList();
      return sizes.equals(call.outputShapes().get(output))
          ? signal
          : Signal.opaque(
              call.op() + " has shape " + call.outputShapes().get(output) + ", derived " + sizes);
    } catch (NotDerivable reason) {
      return Signal.opaque(String.valueOf(reason.getMessage()));
    } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException odd) {
      return Signal.opaque(call.op() + " has attributes that do not fit its input");
    }
  }

  private static boolean allConstant(OperatorCall call) {
    return call.operands().stream().flatMap(Optional::stream).allMatch(Operand::isConstant);
  }
}
