"""Trains a network whose features each see 8 x 8 pixels; writes samples/receptive-field.

Run `python receptive.py`. One seed fixes every picture and every weight.
"""

from collections import OrderedDict

from torch import nn

import shapes
import training

SEED = 42
TRAIN, TEST, SAMPLE = 1, 2, 3        # independent random streams of the one seed
TRAIN_IMAGES, TEST_IMAGES, SAMPLE_PER_SHAPE = 3000, 600, 8
SIZE, CLASSES = 32, 6                # the first six shapes
CENTRE, RADIUS = (14.5, 16.5), (9.5, 13.0)
EPOCHS, BATCH, LEARNING_RATE = 8, 32, 5e-3
FOLDER = training.SAMPLES / "receptive-field"


def draw_set(stream, count):
    """count pictures, as many of every shape -> (uint8 [n,32,32], labels [n])."""
    return shapes.draw_set(SEED, stream, count, CLASSES, SIZE, CENTRE, RADIUS)


def patches():
    """Without padding, so that feature (0, 0) of the last map sees pixels 0 to 7."""
    return nn.Sequential(OrderedDict(
        conv1=nn.Conv2d(1, 12, 3), relu1=nn.ReLU(), pool1=nn.MaxPool2d(2),
        conv2=nn.Conv2d(12, 24, 3), relu2=nn.ReLU(),
        mean=nn.AdaptiveAvgPool2d(1), flatten=nn.Flatten(), scale=nn.BatchNorm1d(24),
        dense1=nn.Linear(24, CLASSES)))


def main():
    images, labels = draw_set(TRAIN, TRAIN_IMAGES)
    mean, std = training.statistics(images)
    network = training.fit(patches, training.normalise(images, mean, std), labels, SEED, EPOCHS, BATCH,
                           learning_rate=LEARNING_RATE)
    path = FOLDER / "patches.onnx"
    training.export(network, path, SIZE)
    training.write_sidecar(path, "receptive.py", SIZE, mean, std)
    sample = draw_set(SAMPLE, CLASSES * SAMPLE_PER_SHAPE)
    training.write_images(FOLDER, *sample, shapes.NAMES)
    for name, (pictures, truth) in {"sample": sample, "test": draw_set(TEST, TEST_IMAGES)}.items():
        print(f"{name}: {training.accuracy(path, pictures, truth, mean, std):.3f}")


if __name__ == "__main__":
    main()
