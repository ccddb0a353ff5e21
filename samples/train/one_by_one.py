"""Trains five networks on the same centred digits and writes the sample in samples/one-by-one.

Four share their convolutions and differ in how the last map becomes an answer: a dense layer
over all its positions, further convolutions down to 1x1, its average, or its maximum. The fifth
has circular padding and no strides, and averages: moved cyclically, nothing changes at all.
Run `python one_by_one.py`, or `python one_by_one.py NAME...` for some of the networks.
"""

import sys
from collections import OrderedDict

from torch import nn

import digit_sample
import training
from networks import averaged, block

SEED = 31
SAMPLE_IMAGES = 100
FOLDER = training.SAMPLES / "one-by-one"


def trunk():
    """32x32 -> 48 channels of 8x8 cells, each of which sees 26x26 pixels."""
    return [*block(1, 1, 12), ("pool1", nn.MaxPool2d(2)),
            *block(2, 12, 24), ("pool2", nn.MaxPool2d(2)),
            *block(3, 24, 32), *block(4, 32, 48)]


def dense():
    return [*trunk(), ("flatten", nn.Flatten()), ("classify", nn.Linear(48 * 8 * 8, 10))]


def one_by_one():
    """The map is pooled to 4x4 and convolved with a 4x4 kernel: one cell is left."""
    return [*trunk(), ("pool3", nn.MaxPool2d(2)), *block(5, 48, 32, kernel=4, padding=0),
            ("classify", nn.Conv2d(32, 10, 1)), ("flatten", nn.Flatten())]


def global_maximum():
    return [*trunk(), ("global", nn.AdaptiveMaxPool2d(1)), ("flatten", nn.Flatten()),
            ("classify", nn.Linear(48, 10))]


def exact():
    """Dilation instead of pooling lets a cell see far; every padding is circular."""
    layers = []
    for number, (inputs, outputs, dilation) in enumerate(
            [(1, 8, 1), (8, 12, 2), (12, 16, 4), (16, 24, 4)], start=1):
        layers += block(number, inputs, outputs, padding=dilation, dilation=dilation,
                        padding_mode="circular")
    return [*layers, *averaged(24)]


NETWORKS = {
    "dense": dense,
    "one_by_one": one_by_one,
    "global_average": lambda: [*trunk(), *averaged(48)],
    "global_maximum": global_maximum,
    "exact": exact,
}


def main(chosen):
    recipes = {name: (lambda layers=NETWORKS[name]: nn.Sequential(OrderedDict(layers())),
                      {"epochs": 4 if name == "exact" else 6}) for name in chosen or NETWORKS}
    digit_sample.write(FOLDER, "one_by_one.py", SEED, SAMPLE_IMAGES, recipes)


if __name__ == "__main__":
    main(sys.argv[1:])
