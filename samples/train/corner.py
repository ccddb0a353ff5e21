"""Trains three networks on shapes in the upper left quarter only; writes samples/corner-trained.

Run `python corner.py`. One seed fixes every picture and every weight.
"""

import sys
from collections import OrderedDict

import numpy as np
from torch import nn

import shapes
import training

SEED = 41
TRAIN, TEST, SAMPLE = 1, 2, 3        # independent random streams of the one seed
TRAIN_IMAGES, TEST_IMAGES, SAMPLE_PER_SHAPE = 3000, 600, 16
SIZE, CLASSES = 64, 6                # the first six shapes
CENTRE, RADIUS = (13.5, 17.5), (9.5, 12.5)   # the object stays within the first 32 x 32 pixels
EPOCHS, BATCH = 6, 32
FOLDER = training.SAMPLES / "corner-trained"


def draw_set(stream, count):
    """count pictures, as many of every shape -> (uint8 [n,64,64], labels [n])."""
    return shapes.draw_set(SEED, stream, count, CLASSES, SIZE, CENTRE, RADIUS)


def block(number, inputs, outputs, side, pooled=True):
    """Convolution, batch normalisation (folded into it by the exporter), ReLU, 2x2 pooling."""
    layers = OrderedDict({
        f"conv{number}": nn.Conv2d(inputs, outputs, side, padding=side // 2, bias=False),
        f"norm{number}": nn.BatchNorm2d(outputs),
        f"relu{number}": nn.ReLU()})
    if pooled:
        layers[f"pool{number}"] = nn.MaxPool2d(2)
    return layers


def wide_convolutions():
    """Convolutions whose last map's cells see 32 x 32 pixels each, a quarter of the picture."""
    return block(1, 1, 8, 5) | block(2, 8, 16, 5) | block(3, 16, 24, 5, pooled=False)


def dense():
    """A cell of the last map sees 10 x 10 pixels; a dense layer has its own weights for each."""
    return nn.Sequential(block(1, 1, 8, 3) | block(2, 8, 16, 3) | OrderedDict(
        flatten=nn.Flatten(), dense1=nn.Linear(16 * 16 * 16, 32, bias=False),
        scale=nn.BatchNorm1d(32), relu3=nn.ReLU(), dense2=nn.Linear(32, CLASSES)))


def quarter():
    """A quarter of the picture a cell, then a dense layer with its own weights for each cell."""
    return nn.Sequential(wide_convolutions() | OrderedDict(
        flatten=nn.Flatten(), dense1=nn.Linear(24 * 16 * 16, CLASSES)))


def average():
    """The same convolutions, then the mean over all cells, then one weight a channel."""
    return nn.Sequential(wide_convolutions() | OrderedDict(
        mean=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), scale=nn.BatchNorm1d(24),
        dense1=nn.Linear(24, CLASSES)))


# Each with its learning rate and weight decay.
NETWORKS = {"dense": (dense, 4e-3, 1.0), "quarter": (quarter, 5e-3, 0.3),
            "average": (average, 5e-3, 0.3)}


def rolled(images, dx, dy):
    """Pictures rolled dx pixels to the right and dy down, cyclically."""
    return np.roll(images, (dy, dx), (1, 2))


def report(sets, mean, std):
    """Prints every exported file's accuracy for rolls by dx = 0, 8 … 32 and dy, as a table."""
    for name in NETWORKS:
        for kind, (images, labels) in sets.items():
            for dy in range(0, 33, 16):
                shares = [training.accuracy(FOLDER / f"{name}.onnx", rolled(images, dx, dy),
                                            labels, mean, std) for dx in range(0, 33, 8)]
                print(f"{name:8} {kind:7} dy={dy:2}" + "".join(f"{share:8.3f}" for share in shares))


def main(chosen):
    images, labels = draw_set(TRAIN, TRAIN_IMAGES)
    mean, std = training.statistics(images)
    inputs = training.normalise(images, mean, std)
    for name in chosen or NETWORKS:
        build, learning_rate, weight_decay = NETWORKS[name]
        network = training.fit(build, inputs, labels, SEED, EPOCHS, BATCH, learning_rate,
                               weight_decay)
        path = FOLDER / f"{name}.onnx"
        training.export(network, path, SIZE)
        training.write_sidecar(path, "corner.py", SIZE, mean, std)
    sample = draw_set(SAMPLE, CLASSES * SAMPLE_PER_SHAPE)
    training.write_images(FOLDER, *sample, shapes.NAMES)
    report({"sample": sample, "test": draw_set(TEST, TEST_IMAGES)}, mean, std)


if __name__ == "__main__":
    main(sys.argv[1:])
