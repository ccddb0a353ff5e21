"""Pieces that the samples' networks are built of: lists of (name, module)."""

from torch import nn

DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def block(number, inputs, outputs, kernel=3, **options):
    """Convolution, batch normalisation, ReLU; the exporter folds the second into the first."""
    settings = {"padding": kernel // 2, "bias": False} | options
    return [(f"conv{number}", nn.Conv2d(inputs, outputs, kernel, **settings)),
            (f"norm{number}", nn.BatchNorm2d(outputs)),
            (f"relu{number}", nn.ReLU())]


def averaged(channels):
    """The end of a network that forgets where things are: global average, then ten classes."""
    return [("global", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()),
            ("classify", nn.Linear(channels, 10))]
