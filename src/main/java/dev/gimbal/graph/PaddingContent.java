package dev.gimbal.graph;

import dev.gimbal.onnx.AttributeProto;
import dev.gimbal.onnx.NodeProto;

/**
 * What a model's operators find beyond the borders of a map. Where that is a constant everywhere,
 * no feature can see more than its receptive field; where some repeat, mirror or wrap the map,
 * features near a border may also see pixels from elsewhere.
 */
public final class PaddingContent {
  private PaddingContent() {}

  /** True when nothing in the model can fill a border with pixels of the image. */
  public static boolean isConstant(OnnxModel model, ImageInput input) {
    boolean channelsFirst = input.layout() != ImageInput.Layout.NHWC;
    return model.proto().getGraph().getNodeList().stream()
        .noneMatch(node -> fillsWithPixels(node, channelsFirst));
  }

  private static boolean fillsWithPixels(NodeProto node, boolean channelsFirst) {
    return switch (node.getOpType()) {
      case "Pad" -> !text(node, "mode").isEmpty() && !text(node, "mode").equals("constant");
      // taps beyond the border are moved to the border
      case "Resize", "Upsample" -> true;
      // pieces of a map put side by side: circular padding, cyclic shifts
      case "Concat" -> !(channelsFirst && integer(node, "axis") == 1);
      default -> false;
    };
  }

  private static String text(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .map(attribute -> attribute.getS().toStringUtf8())
        .findFirst()
        .orElse("");
  }

  private static long integer(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(1);
  }
}
