package dev.gimbal.graph;

import java.util.List;
import java.util.Map;

/**
 * What a model file says about itself.
 *
 * @param file its name without folders
 * @param sha256 of the bytes of the .onnx file
 * @param producer name and version, empty if it does not say
 * @param opset version of the default operator set
 * @param nodes of the main graph
 * @param parameters elements of all initialisers of the main graph
 * @param inputs one line each, such as {@code image float32 [N,1,28,28]}; without initialisers
 * @param metadata the file's own key-value pairs
 */
public record ModelFacts(
    String file,
    String sha256,
    long bytes,
    String producer,
    int opset,
    int irVersion,
    int nodes,
    long parameters,
    List<String> inputs,
    List<String> outputs,
    Map<String, String> metadata) {
  public ModelFacts {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    metadata = Map.copyOf(metadata);
  }

  ModelFacts withInputs(List<String> others) {
    return new ModelFacts(
        file,
        sha256,
        bytes,
        producer,
        opset,
        irVersion,
        nodes,
        parameters,
        others,
        outputs,
        metadata);
  }
}
