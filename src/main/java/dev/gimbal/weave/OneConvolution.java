package dev.gimbal.weave;

import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.NodeProto;
import dev.gimbal.onnx.OperatorSetIdProto;
import dev.gimbal.onnx.TensorProto;
import dev.gimbal.onnx.TensorShapeProto;
import dev.gimbal.onnx.TensorShapeProto.Dimension;
import dev.gimbal.onnx.TypeProto;
import dev.gimbal.onnx.ValueInfoProto;

/**
 * The smallest network with a known answer: one 3×3 convolution with the weights 1…9 and no
 * padding, on a 4×4 image that holds 0…15 row by row.
 *
 * <p>The first output is 0·1 + 1·2 + 2·3 + 4·4 + 5·5 + 6·6 + 8·7 + 9·8 + 10·9 = 303. One step to
 * the right adds 1 to every pixel and so the weights' sum, 45; one step down adds 4 · 45.
 */
public final class OneConvolution {
  public static final String INPUT = "image";
  public static final String OUTPUT = "answer";

  /** Height and width of the image, pixels. */
  public static final int SIDE = 4;

  private static final int KERNEL = 3;
  private static final int FLOAT = 1;
  private static final int INTS = 7;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;

  private OneConvolution() {}

  /** The image, one plane. */
  public static float[] image() {
    float[] image = new float[SIDE * SIDE];
    for (int i = 0; i < image.length; i++) {
      image[i] = i;
    }
    return image;
  }

  /** Axes of the answer: batch, channel, height, width. */
  public static long[] answerShape() {
    return new long[] {1, 1, SIDE - KERNEL + 1, SIDE - KERNEL + 1};
  }

  /** What the network must make of the image: 2×2, row by row. */
  public static float[] answer() {
    return new float[] {303, 348, 483, 528};
  }

  /** The bytes of the .onnx file. */
  public static byte[] model() {
    TensorProto.Builder weights =
        TensorProto.newBuilder()
            .setName("weights")
            .setDataType(FLOAT)
            .addDims(1)
            .addDims(1)
            .addDims(KERNEL)
            .addDims(KERNEL);
    for (int i = 1; i <= KERNEL * KERNEL; i++) {
      weights.addFloatData(i);
    }
    AttributeProto shape =
        AttributeProto.newBuilder()
            .setName("kernel_shape")
            .setType(INTS)
            .addInts(KERNEL)
            .addInts(KERNEL)
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("one convolution")
            .addInput(value(INPUT, SIDE))
            .addOutput(value(OUTPUT, SIDE - KERNEL + 1))
            .addInitializer(weights)
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Conv")
                    .setName("convolution")
                    .addInput(INPUT)
                    .addInput("weights")
                    .addOutput(OUTPUT)
                    .addAttribute(shape))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto value(String name, int side) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (int size : new int[] {1, 1, side, side}) {
      dims.addDim(Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(dims)))
        .build();
  }
}
