"""Trains one network twice on the same digits and writes the sample in samples/augmentation.

`plain` sees them centred and upright; `augmented` sees each one, every time it comes round,
randomly moved, turned and cropped. Run `python augmentation.py`.
"""

from collections import OrderedDict

import torch
from torch import nn

import digit_sample
import training
from networks import block

SEED = 32
SAMPLE_IMAGES = 100
MOST_PIXELS, MOST_DEGREES, LEAST_KEPT = 5, 20, 0.8
FOLDER = training.SAMPLES / "augmentation"


def network():
    """Convolutions and pooling, then a dense layer over all positions of an 8x8 map."""
    return nn.Sequential(OrderedDict([
        *block(1, 1, 12), ("pool1", nn.MaxPool2d(2)),
        *block(2, 12, 24), ("pool2", nn.MaxPool2d(2)),
        *block(3, 24, 32), ("flatten", nn.Flatten()),
        ("dense", nn.Linear(32 * 8 * 8, 64)), ("relu4", nn.ReLU()),
        ("classify", nn.Linear(64, 10))]))


def evenly(low, high, n):
    return low + (high - low) * torch.rand(n)


def augmented(inputs):
    """Every image of a batch [n,1,S,S] moved by up to MOST_PIXELS along either axis, turned by
    up to MOST_DEGREES, and cropped to a window of at least LEAST_KEPT of its side anywhere in
    the image and drawn to full size. What comes into view is the mean of the outermost ring.
    """
    n, size = len(inputs), inputs.shape[-1]
    keep = evenly(LEAST_KEPT, 1, n)
    angle = torch.deg2rad(evenly(-MOST_DEGREES, MOST_DEGREES, n))
    # From output to input, in units where the image spans -1..1: scale and turn, then move.
    away = [evenly(-1, 1, n) * (1 - keep) + evenly(-1, 1, n) * 2 * MOST_PIXELS / size
            for _ in range(2)]
    cos, sin = keep * torch.cos(angle), keep * torch.sin(angle)
    matrix = torch.stack([torch.stack([cos, -sin, away[0]], 1),
                          torch.stack([sin, cos, away[1]], 1)], 1)
    ring = torch.cat([inputs[:, :, 0], inputs[:, :, -1], inputs[:, :, 1:-1, 0],
                      inputs[:, :, 1:-1, -1]], 2).mean(2)[..., None, None]
    places = nn.functional.affine_grid(matrix, list(inputs.shape), align_corners=False)
    return ring + nn.functional.grid_sample(inputs - ring, places, align_corners=False)


def main():
    digit_sample.write(FOLDER, "augmentation.py", SEED, SAMPLE_IMAGES, {
        "plain": (network, {"epochs": 8}),
        "augmented": (network, {"epochs": 8, "change": augmented})})


if __name__ == "__main__":
    main()
