"""What the samples of networks on cluttered digits have in common: pictures, training, files."""

import cluttered_glyphs
import training
from networks import DIGITS

TRAIN, TEST, SAMPLE = 1, 2, 3        # independent random streams of the one seed
TRAIN_IMAGES, TEST_IMAGES = 8000, 2000


def write(folder, script, seed, sample_images, recipes):
    """Draws the digits, trains every network on them, writes the folder and prints accuracies.

    recipes maps a file's name to how its network is made: build() and the options of
    training.fit that this network has to itself.
    """
    images, digits = cluttered_glyphs.draw_set(seed, TRAIN, TRAIN_IMAGES)
    mean, std = training.statistics(images)
    inputs = training.normalise(images, mean, std)
    training.write_images(folder, *cluttered_glyphs.draw_set(seed, SAMPLE, sample_images),
                          DIGITS, stems="0123456789")
    test = cluttered_glyphs.draw_set(seed, TEST, TEST_IMAGES)
    for name, (build, options) in recipes.items():
        network = training.fit(build, inputs, digits, seed, learning_rate=4e-3, **options)
        path = folder / f"{name}.onnx"
        training.export(network, path, cluttered_glyphs.SIZE)
        training.write_sidecar(path, script, cluttered_glyphs.SIZE, mean, std)
        print(f"{name}: accuracy on {TEST_IMAGES} test images "
              f"{training.accuracy(path, *test, mean, std):.3f}")
