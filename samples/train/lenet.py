"""Draws digits, trains LeNet-5 on them, and writes the sample in samples/lenet.

Run `python lenet.py`. One seed fixes every image and every weight; on one machine two runs
give the same bytes.
"""

import csv
from collections import OrderedDict
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

import glyphs
from pngfile import write_png

SEED = 20
TRAIN, TEST, SAMPLE = 1, 2, 3        # independent random streams of the one seed
TRAIN_IMAGES, TEST_IMAGES, SAMPLE_PER_DIGIT = 12000, 5000, 10
EPOCHS, BATCH, LEARNING_RATE = 8, 64, 2e-3
MAX_SHIFT_PIXELS = 10
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FOLDER = Path(__file__).resolve().parent.parent / "lenet"

SIDECAR = """\
# How Gimbal feeds lenet.onnx. Written by samples/train/lenet.py.
images: images/
labels: labels.csv
input: {{name: image, layout: NCHW, channels: GRAY, size: [28, 28]}}
resize: {{exact: [28, 28]}}
scale: 0.00392156862745098
mean: [{mean}]
std: [{std}]
outputs: {{logits: {{kind: classes, scale: auto}}}}
"""


def draw_set(stream, count):
    """count images, as many of every digit -> (uint8 [n,28,28], digits [n])."""
    digits = np.arange(count) % 10
    return glyphs.draw(np.random.default_rng([SEED, stream]), digits), digits


def normalise(images, mean, std):
    """8-bit images -> network input [n,1,28,28], by the sidecar's formula."""
    return ((images[:, None].astype(np.float32) / 255 - mean) / std).astype(np.float32)


def lenet():
    """LeNet-5 with ReLU and max pooling; the layer names become tensor names."""
    return nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(1, 6, 5, padding=2), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(6, 16, 5), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2),
        flatten=nn.Flatten(),
        dense1=nn.Linear(400, 120), relu3=nn.ReLU(),
        dense2=nn.Linear(120, 84), relu4=nn.ReLU(),
        dense3=nn.Linear(84, 10)))


def train(inputs, digits):
    """Centred glyphs only, no augmentation: the blindness to shifts is the sample's point."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)         # sums in one order, whatever the machine's core count
    torch.use_deterministic_algorithms(True)
    inputs, digits = torch.from_numpy(inputs), torch.from_numpy(digits)
    network = lenet()
    optimiser = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    steps = EPOCHS * -(-len(inputs) // BATCH)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(EPOCHS):
        for batch in torch.randperm(len(inputs)).split(BATCH):
            loss = nn.functional.cross_entropy(network(inputs[batch]), digits[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        print(f"epoch {epoch + 1}/{EPOCHS}: last loss {loss.item():.4f}")
    return network.eval()


def export(network, path):
    """Uses the TorchScript exporter: its tensors carry the layers' names."""
    torch.onnx.export(network, (torch.zeros(1, 1, 28, 28),), str(path), dynamo=False,
                      opset_version=17, input_names=["image"], output_names=["logits"],
                      dynamic_axes={"image": {0: "batch"}, "logits": {0: "batch"}})
    onnx.checker.check_model(str(path), full_check=True)


def write_images(images, digits):
    """The sample's PNG files, named digit_number, and their labels."""
    folder = FOLDER / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    rows = []
    for i in np.argsort(digits, kind="stable"):
        name = f"{digits[i]}_{len(rows) % SAMPLE_PER_DIGIT:02d}.png"
        write_png(folder / name, images[i])
        rows.append((name, digits[i], NAMES[digits[i]]))
    with open(FOLDER / "labels.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("file", "index", "name"), *rows])


def shifted(images, dx):
    """Images moved dx pixels to the right; black comes in from the left."""
    return np.pad(images, ((0, 0), (0, 0), (dx, 0)))[:, :, :glyphs.SIZE]


def accuracy(session, images, digits, mean, std):
    logits = session.run(["logits"], {"image": normalise(images, mean, std)})[0]
    return (logits.argmax(1) == digits).mean()


def report(path, sets, mean, std):
    """Prints the exported file's accuracy on each set by shift, as a table."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    print("accuracy    " + "".join(f"dx={dx:<5}" for dx in range(MAX_SHIFT_PIXELS + 1)))
    for name, (images, digits) in sets.items():
        shares = [accuracy(session, shifted(images, dx), digits, mean, std)
                  for dx in range(MAX_SHIFT_PIXELS + 1)]
        print(f"{name:12}" + "".join(f"{share:<8.3f}" for share in shares))


def main():
    images, digits = draw_set(TRAIN, TRAIN_IMAGES)
    # Rounded, so that the sidecar states exactly what the network was trained with.
    mean, std = (round(float(v), 4) for v in ((images / 255).mean(), (images / 255).std()))
    network = train(normalise(images, mean, std), digits)
    sample = draw_set(SAMPLE, 10 * SAMPLE_PER_DIGIT)
    write_images(*sample)
    (FOLDER / "lenet.gimbal.yaml").write_text(SIDECAR.format(mean=mean, std=std))
    export(network, FOLDER / "lenet.onnx")
    sets = {"sample": sample, "test": draw_set(TEST, TEST_IMAGES)}
    report(FOLDER / "lenet.onnx", sets, mean, std)


if __name__ == "__main__":
    main()
