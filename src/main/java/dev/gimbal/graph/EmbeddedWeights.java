package dev.gimbal.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.gimbal.onnx.GraphProto;
import dev.gimbal.onnx.ModelProto;
import dev.gimbal.onnx.StringStringEntryProto;
import dev.gimbal.onnx.TensorProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Leaves large weights in the model's file: the parsed model names the bytes of the file where they
 * lie, as it would for external data, and ONNX Runtime maps them from there. So weights are neither
 * kept in this process nor copied with every graph that is written.
 */
final class EmbeddedWeights {
  /** Smaller tensors stay in the parsed model: shapes and other constants are read from it. */
  static final int LEAST_BYTES = 64 << 10;

  private EmbeddedWeights() {}

  /** Where one tensor's bytes lie in the file; length 0 where it has none of its own. */
  private record Place(long offset, int length) {}

  /** Reads a model whose weights point into the file's bytes. */
  static ModelProto parse(ByteString file) throws InvalidProtocolBufferException {
    CodedInputStream input = file.newCodedInput();
    input.enableAliasing(true);
    try {
      return ModelProto.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  /**
   * The model without its large weights, and with nothing that points into the file's bytes.
   *
   * @param fileName name under which ONNX Runtime finds the file in the model's folder
   */
  static ModelProto leaveInFile(ModelProto whole, ByteString file, String fileName) {
    ModelProto.Builder model = whole.toBuilder();
    try {
      if (!hasExternal(whole.getGraph())) {
        refer(model.getGraphBuilder(), places(file), fileName);
      }
      return ModelProto.parseFrom(model.build().toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the file was read a moment ago", e);
    }
  }

  /** The model with the weights that {@link #leaveInFile} left out. */
  static ModelProto restore(ModelProto model, ByteString file, String fileName) {
    ModelProto.Builder whole = model.toBuilder();
    GraphProto.Builder graph = whole.getGraphBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      Map<String, String> place = ExternalWeights.entries(graph.getInitializer(i));
      if (place.getOrDefault("location", "").equals(fileName)) {
        int offset = Integer.parseInt(place.getOrDefault("offset", "0"));
        int length = Integer.parseInt(place.getOrDefault("length", "0"));
        graph
            .getInitializerBuilder(i)
            .clearExternalData()
            .clearDataLocation()
            .setRawData(ByteString.copyFrom(file.substring(offset, offset + length).toByteArray()));
      }
    }
    return whole.build();
  }

  /** Weights beside the model are looked for in its folder as named; a link's target is another. */
  private static boolean hasExternal(GraphProto graph) {
    return graph.getInitializerList().stream().anyMatch(ExternalWeights::isExternal);
  }

  private static void refer(GraphProto.Builder graph, List<Place> places, String fileName) {
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      Place place = places.get(i);
      OptionalLong needed = bytesNeeded(tensor);
      // What does not fit its shape is left for ONNX Runtime to refuse.
      if (place.length() >= LEAST_BYTES
          && place.length() == tensor.getRawData().size()
          && needed.isPresent()
          && needed.getAsLong() == place.length()) {
        graph.setInitializer(
            i,
            tensor.toBuilder()
                .clearRawData()
                .setDataLocation(ExternalWeights.EXTERNAL)
                .addExternalData(entry("location", fileName))
                .addExternalData(entry("offset", Long.toString(place.offset())))
                .addExternalData(entry("length", Integer.toString(place.length()))));
      }
    }
  }

  /** Bytes that a tensor's shape and type need; empty where they say nothing of use. */
  private static OptionalLong bytesNeeded(TensorProto tensor) {
    long bits = ElementType.bits(tensor.getDataType());
    try {
      for (long size : tensor.getDimsList()) {
        bits = Math.multiplyExact(bits, size);
      }
      return bits > 0 && bits % Byte.SIZE == 0
          ? OptionalLong.of(bits / Byte.SIZE)
          : OptionalLong.empty();
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** The places of all initialisers, in the order in which they are parsed. */
  private static List<Place> places(ByteString file) throws InvalidProtocolBufferException {
    List<Place> places = new ArrayList<>();
    try {
      CodedInputStream input = file.newCodedInput();
      fields(
          input,
          ModelProto.GRAPH_FIELD_NUMBER,
          () ->
              message(input, GraphProto.INITIALIZER_FIELD_NUMBER, () -> places.add(tensor(input))));
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
    return places;
  }

  private interface Visitor {
    void visit() throws IOException;
  }

  /** Visits every field of a number up to the end or limit of the input, and skips the others. */
  private static void fields(CodedInputStream input, int number, Visitor visitor)
      throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == number
          && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
        visitor.visit();
      } else {
        input.skipField(tag);
      }
    }
  }

  private static void message(CodedInputStream input, int number, Visitor visitor)
      throws IOException {
    int limit = input.pushLimit(input.readRawVarint32());
    fields(input, number, visitor);
    input.popLimit(limit);
  }

  private static Place tensor(CodedInputStream input) throws IOException {
    Place[] found = {new Place(0, 0)};
    message(
        input,
        TensorProto.RAW_DATA_FIELD_NUMBER,
        () -> {
          int length = input.readRawVarint32();
          found[0] = new Place(input.getTotalBytesRead(), length);
          input.skipRawBytes(length);
        });
    return found[0];
  }
}
