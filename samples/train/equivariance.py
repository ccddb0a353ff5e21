"""Trains a stack in which the causes appear one after the other; writes samples/equivariance.

Run `python equivariance.py`. One seed fixes every picture and every weight.
"""

from collections import OrderedDict

import torch
from torch import nn

import shapes
import training

SEED = 43
TRAIN, TEST, SAMPLE = 1, 2, 3        # independent random streams of the one seed
TRAIN_IMAGES, TEST_IMAGES, SAMPLE_PER_SHAPE = 3000, 600, 8
SIZE, CLASSES = 32, 6                # the first six shapes
CENTRE, RADIUS = (14.5, 16.5), (9.5, 13.0)
EPOCHS, BATCH, LEARNING_RATE = 6, 32, 5e-3
FOLDER = training.SAMPLES / "equivariance"


class Place(nn.Module):
    """Adds a learned number at every place of a map, as position embeddings do."""

    def __init__(self, channels, side):
        super().__init__()
        self.bias = nn.Parameter(0.1 * torch.randn(1, channels, side, side))

    def forward(self, maps):
        return maps + self.bias


def stack():
    """Layers are named for what they bring in. The stride is that of a ResNet's shortcut: 1 x 1.

    The first three convolutions keep the random weights that the seed gives them: trained ones
    smooth this data, and smooth maps lose nothing when every second cell is left out.
    """
    network = nn.Sequential(OrderedDict(
        circular=nn.Conv2d(1, 8, 3, padding=1, padding_mode="circular"), relu1=nn.ReLU(),
        zeros=nn.Conv2d(8, 8, 3, padding=1), relu2=nn.ReLU(),
        stride=nn.Conv2d(8, 16, 1, stride=2), relu3=nn.ReLU(),
        pool=nn.MaxPool2d(2),
        place=Place(16, SIZE // 4), last=nn.Conv2d(16, 24, 1), relu4=nn.ReLU(),
        mean=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), scale=nn.BatchNorm1d(24),
        dense=nn.Linear(24, CLASSES)))
    for frozen in (network.circular, network.zeros, network.stride):
        nn.init.kaiming_normal_(frozen.weight)
        frozen.requires_grad_(False)
    return network


def draw_set(stream, count):
    """count pictures, as many of every shape -> (uint8 [n,32,32], labels [n])."""
    return shapes.draw_set(SEED, stream, count, CLASSES, SIZE, CENTRE, RADIUS)


def main():
    images, labels = draw_set(TRAIN, TRAIN_IMAGES)
    mean, std = training.statistics(images)
    network = training.fit(stack, training.normalise(images, mean, std), labels, SEED, EPOCHS, BATCH,
                           learning_rate=LEARNING_RATE)
    path = FOLDER / "stack.onnx"
    training.export(network, path, SIZE)
    training.write_sidecar(path, "equivariance.py", SIZE, mean, std)
    sample = draw_set(SAMPLE, CLASSES * SAMPLE_PER_SHAPE)
    training.write_images(FOLDER, *sample, shapes.NAMES)
    for name, (pictures, truth) in {"sample": sample, "test": draw_set(TEST, TEST_IMAGES)}.items():
        print(f"{name}: {training.accuracy(path, pictures, truth, mean, std):.3f}")


if __name__ == "__main__":
    main()
