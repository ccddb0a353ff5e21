"""Exports the networks of the compatibility matrix; see README.md beside this file."""

import argparse
import contextlib
import io
import pathlib
import warnings

import onnxruntime
import torch

import networks

EXPORTERS = ["torchscript", "dynamo"]

# Other forms of some networks: (suffix, options of export).
FORMS = [
    ("fixed", {"dynamic": False}),
    ("half", {"half": True}),
    ("opset11", {"opset": 11}),
]
WITH_FORMS = ["resnet18", "mobilenet_v3_small", "unet", "vit_tiny_timm"]
OPTIMISATIONS = {
    "basic": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC,
    "extended": onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
}


def export(module, size, path, dynamo, opset, dynamic=True, half=False):
    """Writes one ONNX file; a dynamic batch axis is called N, a fixed one holds one image."""
    path.parent.mkdir(parents=True, exist_ok=True)
    images = networks.noise(2 if dynamic else 1, size, torch.Generator().manual_seed(1))
    if half:
        module, images = module.half(), images.half()
    axes = {}
    if dynamic and dynamo:
        axes = {"dynamic_shapes": ({0: torch.export.Dim("N")},)}
    elif dynamic:
        axes = {"dynamic_axes": {"input": {0: "N"}, "output": {0: "N"}}}
    with warnings.catch_warnings(), torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(module, (images,), str(path), dynamo=dynamo, opset_version=opset,
                          input_names=["input"], output_names=["output"], verbose=False, **axes)


def optimise(source, target, level):
    """What ONNX Runtime writes when it is asked to save its optimised graph."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = OPTIMISATIONS[level]
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(source), options, providers=["CPUExecutionProvider"])


def attempt(path, action, skip):
    """One export must not stop the others; what could not be written is told and listed."""
    note = path.with_suffix(".failed")
    if skip and (path.exists() or note.exists()):
        return
    note.unlink(missing_ok=True)
    try:
        action()
        print(f"{path.name}: written", flush=True)
    except Exception as failure:  # whatever an exporter throws
        reason = f"{type(failure).__name__}: {str(failure).strip().splitlines()[0][:160]}"
        path.unlink(missing_ok=True)
        note.write_text(reason + "\n")
        print(f"{path.name}: {reason}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--only", help="names, separated by commas")
    parser.add_argument("--size", type=int, help="of the images, instead of the network's")
    parser.add_argument("--classes", type=int, default=networks.classes)
    parser.add_argument("--opset", type=int, default=18)
    parser.add_argument("--exporter", choices=["both", *EXPORTERS], default="both")
    parser.add_argument("--plain-names", action="store_true", help="NAME.onnx, and no other forms")
    parser.add_argument("--keep", action="store_true", help="leave out what is there already")
    options = parser.parse_args()
    networks.classes = options.classes
    names = options.only.split(",") if options.only else list(networks.NETWORKS)
    exporters = EXPORTERS if options.exporter == "both" else [options.exporter]
    for name in names:
        size = options.size or networks.NETWORKS[name].size
        for exporter in exporters:
            stem = name if options.plain_names else f"{name}.{exporter}"
            forms = FORMS if name in WITH_FORMS and not options.plain_names else []
            for suffix, changes in [("", {}), *forms]:
                path = options.out / f"{stem}{'.' + suffix if suffix else ''}.onnx"
                if exporter == "dynamo" and changes.get("opset", 18) < 18:
                    continue  # that exporter writes opset 18 and leaves older ones to a converter
                settings = {"dynamo": exporter == "dynamo", "opset": options.opset, **changes}
                attempt(path, lambda: export(networks.prepared(name, size), size, path, **settings),
                        options.keep)
            for level in OPTIMISATIONS if forms else []:
                path = options.out / f"{stem}.{level}.onnx"
                source = options.out / f"{stem}.onnx"
                attempt(path, lambda: optimise(source, path, level), options.keep)


if __name__ == "__main__":
    main()
