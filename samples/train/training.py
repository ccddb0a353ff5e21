"""What the samples have in common: training, export, and the files of a sample's folder.

One seed fixes every weight; on one machine two runs give the same bytes.
"""

import csv
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

from pngfile import write_png

SAMPLES = Path(__file__).resolve().parent.parent
INPUT, OUTPUT = "image", "logits"

SIDECAR = """\
# How Gimbal feeds {model}. Written by samples/train/{script}.
images: images/
labels: labels.csv
input: {{name: image, layout: NCHW, channels: GRAY, size: [{size}, {size}]}}
resize: {{exact: [{size}, {size}]}}
scale: 0.00392156862745098
mean: [{mean}]
std: [{std}]
outputs: {{logits: {{kind: classes, scale: auto}}}}
"""


def statistics(images):
    """Mean and standard deviation of 8-bit images in 0..1.

    Rounded, so that the sidecar states exactly what the network is trained with.
    """
    return round(float((images / 255).mean()), 4), round(float((images / 255).std()), 4)


def normalise(images, mean, std):
    """8-bit images [n,H,W] -> network input [n,1,H,W], by the sidecar's formula."""
    return ((images[:, None].astype(np.float32) / 255 - mean) / std).astype(np.float32)


def seeded(build, seed):
    """build() with the weights that this seed gives."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)         # sums in one order, whatever the machine's core count
    torch.use_deterministic_algorithms(True)
    return build()


def fit(build, inputs, labels, seed, epochs, batch=64, learning_rate=2e-3, weight_decay=0.0,
        change=None):
    """Trains the network that build() makes, with Adam and a cosine schedule.

    inputs [n,1,H,W] and labels [n] are NumPy arrays. change, if given, maps every batch of
    inputs (a tensor) to what the network is shown; it draws its random numbers from torch.
    Weight decay is the decoupled kind: each step shrinks every weight by its learning rate
    times weight_decay. Returns the network in evaluation mode.
    """
    network = seeded(build, seed)
    inputs, labels = torch.from_numpy(inputs), torch.from_numpy(labels)
    optimiser = torch.optim.AdamW(network.parameters(), lr=learning_rate,
                                  weight_decay=weight_decay)
    steps = epochs * -(-len(inputs) // batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(epochs):
        for chosen in torch.randperm(len(inputs)).split(batch):
            shown = inputs[chosen] if change is None else change(inputs[chosen])
            loss = nn.functional.cross_entropy(network(shown), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}/{epochs}: last loss {loss.item():.4f}", flush=True)
    return network.eval()


def export(network, path, size, output=OUTPUT):
    """Writes an .onnx for any batch size, and checks it.

    Uses the TorchScript exporter: its tensors carry the names of the layers.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(network, (torch.zeros(1, 1, size, size),), str(path), dynamo=False,
                      opset_version=17, input_names=[INPUT], output_names=[output],
                      dynamic_axes={INPUT: {0: "batch"}, output: {0: "batch"}})
    onnx.checker.check_model(str(path), full_check=True)


def write_sidecar(path, script, size, mean, std):
    """The sidecar of the model at path; script is the file that made it."""
    path.with_suffix(".gimbal.yaml").write_text(SIDECAR.format(
        model=path.name, script=script, size=size, mean=mean, std=std))


def write_images(folder, images, labels, names, stems=None):
    """PNG files in folder/images, named stem_number, and folder/labels.csv.

    stems are the file names' first parts by label; without them, the names of the labels.
    """
    pictures = folder / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.glob("*.png"):
        old.unlink()
    rows, seen = [], {}
    for i in np.argsort(labels, kind="stable"):
        label = int(labels[i])
        number = seen[label] = seen.get(label, -1) + 1
        file = f"{(stems or names)[label]}_{number:02d}.png"
        write_png(pictures / file, images[i])
        rows.append((file, label, names[label]))
    with open(folder / "labels.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("file", "index", "name"), *rows])


def answers(path, images, mean, std, output=OUTPUT):
    """The exported file's top-1 class [n] for 8-bit images [n,H,W]."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run([output], {INPUT: normalise(images, mean, std)})[0].argmax(1)


def accuracy(path, images, labels, mean, std):
    """Share of images [n,H,W] on which the exported file's top-1 class is the label."""
    return (answers(path, images, mean, std) == labels).mean()
