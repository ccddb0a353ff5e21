"""Finds the PyTorch module that computes each layer, and writes the model with them as outputs.

    python match.py FOLDER NAME RESULT.json EXPOSED.onnx LAYERS.json

LAYERS.json gets, for every scored layer of the result, its ONNX name and the module and call whose
output has the layer's values; EXPOSED.onnx is the model with these layers as further outputs.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime
import torch

import networks
from audit_result import AuditResult

TOLERANCE = 1e-3


def expose(model_file, names, exposed_file):
    model = onnx.load(model_file)
    present = {output.name for output in model.graph.output}
    for name in names:
        if name not in present:
            model.graph.output.append(onnx.ValueInfoProto(name=name))
    onnx.save(model, exposed_file)


def module_outputs(network, image):
    """Every output of every module: (module name, number of the call) -> values."""
    outputs = {}
    calls = {}

    def hook(name):
        def keep(module, inputs, output):
            number = calls.get(name, 0)
            calls[name] = number + 1
            outputs[name, number] = output.clone().numpy()

        return keep

    handles = [m.register_forward_hook(hook(n)) for n, m in network.named_modules() if n]
    with torch.inference_mode():
        network(image)
    for handle in handles:
        handle.remove()
    return outputs


def nearest(values, outputs):
    """The module output with these values; the shapes may differ in axes of one element."""
    best, place = np.inf, None
    scale = np.abs(values).max()
    for key, output in outputs.items():
        if [n for n in output.shape if n > 1] == [n for n in values.shape if n > 1]:
            error = np.abs(output.reshape(values.shape) - values).max() / scale
            if error < best:
                best, place = error, key
    return place if best < TOLERANCE else None


def main(arguments):
    folder, name, result_file, exposed_file, layers_file = arguments
    result = AuditResult(result_file)
    names = [layer.name for layer in result.layers]
    expose(f"{folder}/{name}.onnx", names, exposed_file)
    image = networks.smooth_noise(1)
    session = onnxruntime.InferenceSession(exposed_file, providers=["CPUExecutionProvider"])
    values = session.run(names, {session.get_inputs()[0].name: image.numpy()})
    outputs = module_outputs(networks.stored(folder, name), image)
    layers = []
    for layer_name, value in zip(names, values):
        place = nearest(value, outputs)
        if place is None:
            raise SystemExit(f"{name}: no module of the network computes the layer {layer_name}")
        layers.append({"name": layer_name, "module": place[0], "call": place[1]})
    with open(layers_file, "w", encoding="utf-8") as file:
        json.dump(layers, file)


if __name__ == "__main__":
    main(sys.argv[1:])
