"""Writes other files of two samples' networks for the tests of the baseline gate.

Run `python twins.py` after the samples' own scripts; the files go to src/test/resources.

    dynamo.onnx      pooling-trade/max by PyTorch's other exporter, which names every tensor anew,
                     writes the average as another operator and folds the normalisation by itself
    max-int8.onnx    the same with dynamic quantisation
    lenet-int8.onnx  lenet-shifted/lenet with dynamic quantisation
"""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

import cluttered_glyphs
import pooling_trade
import training

SEED = 6
FOLDER = training.SAMPLES.parent / "src/test/resources/dev/gimbal/gate"


def unfolded(path):
    """The network of pooling-trade/max with the weights of its file, normalisation apart again.

    Statistics, scale and offset of the normalisation are drawn; the convolutions before it are
    what they must be for the whole to compute what the file does, up to rounding.
    """
    torch.manual_seed(SEED)
    stored = {tensor.name: torch.tensor(numpy_helper.to_array(tensor))
              for tensor in onnx.load(path).graph.initializer}
    folded = [tensor for name, tensor in stored.items() if name.startswith("onnx::Conv")]
    weights, biases = folded[::2], folded[1::2]
    network = pooling_trade.network("max").eval()
    with torch.no_grad():
        for number, (weight, bias) in enumerate(zip(weights, biases, strict=True), start=1):
            conv = network.get_submodule(f"conv{number}")
            norm = network.get_submodule(f"norm{number}")
            norm.weight.uniform_(0.5, 1.5)
            norm.running_mean.normal_()
            norm.running_var.uniform_(0.5, 2)
            scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            conv.weight.copy_(weight / scale[:, None, None, None])
            norm.bias.copy_(bias + norm.running_mean * scale)
        network.classify.weight.copy_(stored["classify.weight"])
        network.classify.bias.copy_(stored["classify.bias"])
    return network


def export(network, size):
    """The model that the exporter behind torch.export makes, without its notes on source lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dynamo.onnx"
        torch.onnx.export(network, (torch.zeros(2, 1, size, size),), str(path), dynamo=True,
                          external_data=False, input_names=[training.INPUT],
                          output_names=[training.OUTPUT],
                          dynamic_shapes=({0: torch.export.Dim("batch")},))
        return onnx.load(path)


def quantised(path):
    """The model with weights of 8 bits, and activations brought to 8 bits run by run."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "int8.onnx"
        quantize_dynamic(path, target, weight_type=QuantType.QUInt8)
        return onnx.load(target)


def write(model, name):
    """The model with nothing but what is computed."""
    graph = model.graph
    del model.metadata_props[:]
    for part in [graph, *graph.node, *graph.value_info, *graph.input, *graph.output]:
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.checker.check_model(model, full_check=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    onnx.save(model, FOLDER / name)
    print(f"{name}: {(FOLDER / name).stat().st_size} bytes")


def answers(model, images):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {training.INPUT: images})[0]


def main():
    source = training.SAMPLES / "pooling-trade/max.onnx"
    write(export(unfolded(source), cluttered_glyphs.SIZE), "dynamo.onnx")
    write(quantised(source), "max-int8.onnx")
    write(quantised(training.SAMPLES / "lenet-shifted/lenet.onnx"), "lenet-int8.onnx")
    noise = np.random.default_rng(SEED).normal(size=(8, 1, cluttered_glyphs.SIZE,
                                                     cluttered_glyphs.SIZE)).astype(np.float32)
    difference = np.abs(answers(str(source), noise) - answers(str(FOLDER / "dynamo.onnx"), noise))
    print(f"largest difference of the exporters on noise: {difference.max():.1e}")


if __name__ == "__main__":
    main()
