"""Draws digits, trains LeNet-5 on them, and writes the sample in samples/lenet-shifted.

Run `python lenet.py`. One seed fixes every image and every weight; on one machine two runs
give the same bytes.
"""

from collections import OrderedDict

import numpy as np
from torch import nn

import glyphs
import training

SEED = 20
TRAIN, TEST, SAMPLE = 1, 2, 3        # independent random streams of the one seed
TRAIN_IMAGES, TEST_IMAGES, SAMPLE_PER_DIGIT = 12000, 5000, 10
EPOCHS = 8
MAX_SHIFT_PIXELS = 10
NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FOLDER = training.SAMPLES / "lenet-shifted"


def draw_set(stream, count):
    """count images, as many of every digit -> (uint8 [n,28,28], digits [n])."""
    digits = np.arange(count) % 10
    return glyphs.draw(np.random.default_rng([SEED, stream]), digits), digits


def lenet():
    """LeNet-5 with ReLU and max pooling; the layer names become tensor names."""
    return nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(1, 6, 5, padding=2), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(6, 16, 5), relu2=nn.ReLU(), pool2=nn.MaxPool2d(2),
        flatten=nn.Flatten(),
        dense1=nn.Linear(400, 120), relu3=nn.ReLU(),
        dense2=nn.Linear(120, 84), relu4=nn.ReLU(),
        dense3=nn.Linear(84, 10)))


def shifted(images, dx):
    """Images moved dx pixels to the right; black comes in from the left."""
    return np.pad(images, ((0, 0), (0, 0), (dx, 0)))[:, :, :glyphs.SIZE]


def report(path, sets, mean, std):
    """Prints the exported file's accuracy on each set by shift, as a table."""
    print("accuracy    " + "".join(f"dx={dx:<5}" for dx in range(MAX_SHIFT_PIXELS + 1)))
    for name, (images, digits) in sets.items():
        shares = [training.accuracy(path, shifted(images, dx), digits, mean, std)
                  for dx in range(MAX_SHIFT_PIXELS + 1)]
        print(f"{name:12}" + "".join(f"{share:<8.3f}" for share in shares))


def main():
    images, digits = draw_set(TRAIN, TRAIN_IMAGES)
    mean, std = training.statistics(images)
    # Centred glyphs only, no augmentation: the blindness to shifts is the sample's point.
    network = training.fit(lenet, training.normalise(images, mean, std), digits, SEED, EPOCHS)
    path = FOLDER / "lenet.onnx"
    training.export(network, path, glyphs.SIZE)
    training.write_sidecar(path, "lenet.py", glyphs.SIZE, mean, std)
    sample = draw_set(SAMPLE, 10 * SAMPLE_PER_DIGIT)
    training.write_images(FOLDER, *sample, NAMES, stems=[str(digit) for digit in range(10)])
    report(path, {"sample": sample, "test": draw_set(TEST, TEST_IMAGES)}, mean, std)


if __name__ == "__main__":
    main()
