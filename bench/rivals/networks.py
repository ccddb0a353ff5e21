"""Networks of torchvision with seeded weights, as a PyTorch state and as an ONNX file.

    python networks.py FOLDER NAME...

writes FOLDER/NAME.onnx and FOLDER/NAME.pt. Speed does not depend on what a network has learned, so
the weights are random; but where a network normalises, the statistics are those of its own
activations: with untouched ones the activations of a deep network shrink to denormal numbers, which
are slow, or grow without bound.
"""

import pathlib
import sys
import warnings

import torch

SIDE = 224
SEED = 0


def torchvision_models():
    """torchvision's models; its compiled operators are missing beside some builds of PyTorch."""
    try:
        from torchvision import models
    except RuntimeError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        operators = torch.library.Library("torchvision", "FRAGMENT")
        operators.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        operators.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        torchvision_models.keep = operators
        from torchvision import models
    return models


def smooth_noise(count):
    """Pictures with structure at several scales, in network units: [count, 3, SIDE, SIDE]."""
    generator = torch.Generator().manual_seed(SEED)
    total = torch.zeros(count, 3, SIDE, SIDE)
    for cells in (4, 14, 56, SIDE):
        noise = torch.randn(count, 3, cells, cells, generator=generator)
        total += torch.nn.functional.interpolate(noise, size=(SIDE, SIDE), mode="bilinear")
    return total / 2


def seeded(name):
    """The network with seeded weights and fitting statistics, ready for inference."""
    torch.manual_seed(SEED)
    network = getattr(torchvision_models(), name)(weights=None)
    normalisations = [m for m in network.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    if normalisations:
        for module in normalisations:
            module.momentum = None  # a plain mean over the batches seen
        network.train()
        with torch.no_grad():
            network(smooth_noise(16))
    return network.eval()


def stored(folder, name):
    """The network as FOLDER/NAME.pt holds it."""
    network = getattr(torchvision_models(), name)(weights=None)
    network.load_state_dict(torch.load(pathlib.Path(folder) / f"{name}.pt"))
    return network.eval()


def export(folder, name):
    """Writes FOLDER/NAME.onnx, with a free batch axis, and FOLDER/NAME.pt."""
    network = seeded(name)
    torch.save(network.state_dict(), folder / f"{name}.pt")
    part = folder / f"{name}.onnx.part"
    torch.onnx.export(
        network,
        (torch.zeros(1, 3, SIDE, SIDE),),
        str(part),
        input_names=["image"],
        output_names=["logits"],
        dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    part.rename(folder / f"{name}.onnx")


def main(arguments):
    # PyTorch's other exporter writes the weights to a file of their own.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    folder = pathlib.Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name in arguments[1:]:
        if (folder / f"{name}.onnx").exists() and (folder / f"{name}.pt").exists():
            print(f"{name}: exported before; delete it to export it again", file=sys.stderr)
        else:
            export(folder, name)
            print(f"{name}: exported", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
