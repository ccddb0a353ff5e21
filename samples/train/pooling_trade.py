"""Trains one network with five ways to reduce a map and writes the sample in
samples/pooling-trade.

All have four convolutions of equal channels and end in a global average. Max and average pooling,
a strided convolution and blurred pooling halve the map twice; without pooling, dilation lets the
later kernels reach as far over a map that stays whole. Run `python pooling_trade.py`, or
`python pooling_trade.py NAME...` for some of the networks.
"""

import sys
from collections import OrderedDict
from functools import partial

import torch
from torch import nn

import digit_sample
import training
from networks import averaged, block

SEED = 33
SAMPLE_IMAGES = 60
CHANNELS = [1, 8, 12, 16, 24]
FOLDER = training.SAMPLES / "pooling-trade"


def blur(channels):
    """Every channel smoothed by [1 2 1]/4 along both axes, then every second cell kept."""
    smooth = torch.tensor([1.0, 2.0, 1.0]) / 4
    layer = nn.Conv2d(channels, channels, 3, stride=2, padding=1, groups=channels, bias=False)
    layer.weight.data[:] = torch.outer(smooth, smooth)
    layer.weight.requires_grad = False
    return layer


def reductions(kind, number, channels):
    """What stands behind convolution `number` to halve its map."""
    name = f"reduce{number}"
    if kind == "max":
        return [(name, nn.MaxPool2d(2))]
    if kind == "average":
        return [(name, nn.AvgPool2d(2))]
    if kind == "blur":  # the maximum without a stride first, then the blur: Zhang 2019
        return [(f"maximum{number}", nn.MaxPool2d(2, stride=1)), (name, blur(channels))]
    return []


def network(kind):
    layers = []
    for number, (inputs, outputs) in enumerate(zip(CHANNELS, CHANNELS[1:]), start=1):
        options = {}
        if kind == "strided" and number <= 2:
            options = {"stride": 2}
        if kind == "none":
            options = {"padding": [1, 2, 4, 4][number - 1], "dilation": [1, 2, 4, 4][number - 1]}
        layers += block(number, inputs, outputs, **options)
        if number <= 2:
            layers += reductions(kind, number, outputs)
    return nn.Sequential(OrderedDict(layers + averaged(CHANNELS[-1])))


def main(chosen):
    kinds = chosen or ["max", "average", "blur", "strided", "none"]
    recipes = {kind: (partial(network, kind), {"epochs": 4 if kind == "none" else 6})
               for kind in kinds}
    digit_sample.write(FOLDER, "pooling_trade.py", SEED, SAMPLE_IMAGES, recipes)


if __name__ == "__main__":
    main(sys.argv[1:])
