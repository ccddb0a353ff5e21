"""Runs a model that `gimbal compile` wrote, with ONNX Runtime alone, and prints its scores.

    python score.py audit.onnx images.npy [--fill ring|VALUE[,VALUE...]] [--provider CUDA] [--others N]
                    [--probes translation=4,0 rotation=15 crop=0.8]

images.npy holds float32 [N,C,H,W] in the network's own units, that is after preprocessing; N >= 2.
docs/COMPILE.md says what the inputs and outputs mean. Needs numpy and onnxruntime.
"""

import argparse
import math
import sys

import numpy
import onnxruntime

DEFAULT_PROBES = [
    "translation=1,0", "translation=2,0", "translation=4,0", "translation=8,0",
    "translation=0,4", "translation=-4,4", "rotation=90", "rotation=15", "crop=0.8",
]  # fmt: skip


def translation(dx, dy, height, width):
    """Content moves dx pixels to the right and dy down."""
    return [1, 0, dy, 0, 1, dx]


def rotation(degrees, height, width):
    """Counter-clockwise as seen on the page, about the centre of the frame."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    if degrees % 90 == 0:
        cos, sin = round(cos), round(sin)
    y, x = (height - 1) / 2, (width - 1) / 2
    return [cos, -sin, y - cos * y + sin * x, sin, cos, x - sin * y - cos * x]


def crop(keep, height, width):
    """The central window, resized to the whole frame; windows have whole pixels."""
    rows = max(1, math.floor(keep * height + 0.5))
    columns = max(1, math.floor(keep * width + 0.5))
    top, left = (height - rows) // 2, (width - columns) // 2
    sy, sx = height / rows, width / columns
    return [sy, 0, (0.5 - top) * sy - 0.5, 0, sx, (0.5 - left) * sx - 0.5]


FAMILIES = {"translation": (translation, 2), "rotation": (rotation, 1), "crop": (crop, 1)}


def affine(text, height, width):
    family, _, values = text.partition("=")
    if family not in FAMILIES:
        sys.exit(f"unknown probe '{text}'; there are translation=DX,DY rotation=DEGREES crop=KEEP")
    make, count = FAMILIES[family]
    try:
        numbers = [float(value) for value in values.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != count:
        sys.exit(f"'{text}': {family} takes {count} number(s)")
    return make(*numbers, height, width)


def ring_mean(image):
    """Mean of the outermost ring of pixels, per channel."""
    sides = [image[:, 0, :], image[:, -1, :], image[:, 1:-1, 0], image[:, 1:-1, -1]]
    return numpy.concatenate(sides, axis=1).mean(axis=1, dtype=numpy.float64).astype(numpy.float32)


def fill_of(text, images):
    if text == "ring":
        return [ring_mean(image) for image in images]
    values = numpy.array([float(value) for value in text.split(",")], numpy.float32)
    return [numpy.broadcast_to(values, (images.shape[1],)).copy()] * len(images)


def open_session(path, provider):
    name = provider + "ExecutionProvider"
    if name not in onnxruntime.get_available_providers():
        sys.exit(f"no provider {name}; there are {onnxruntime.get_available_providers()}")
    # TF32, CUDA's default, keeps 11 bits of every product: far above any noise floor.
    options = {"use_tf32": "0"} if provider == "CUDA" else {}
    return onnxruntime.InferenceSession(path, providers=[(name, options)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("images")
    parser.add_argument("--fill", default="ring")
    parser.add_argument("--provider", default="CPU")
    parser.add_argument("--others", type=int, default=16, help="other images for each, at most")
    parser.add_argument("--probes", nargs="+", default=DEFAULT_PROBES)
    arguments = parser.parse_args()

    session = open_session(arguments.model, arguments.provider)
    inputs = {i.name.lstrip("_").removeprefix("gimbal_"): i for i in session.get_inputs()}
    if not {"image", "other", "maps", "fill"} <= inputs.keys():
        sys.exit(f"'{arguments.model}' was not written by gimbal compile")
    _, channels, height, width = inputs["image"].shape
    rows = inputs["maps"].shape[0]
    images = numpy.load(arguments.images)
    if images.shape[1:] != (channels, height, width) or len(images) < 2:
        sys.exit(f"images are {images.shape}; expected [N >= 2, {channels}, {height}, {width}]")
    images = images.astype(numpy.float32)
    fills = fill_of(arguments.fill, images)
    maps = [affine(text, height, width) for text in arguments.probes]
    identity = translation(0, 0, height, width)
    # A run takes a fixed number of maps: the last chunk is filled up with identities.
    chunks = [maps[k : k + rows] for k in range(0, len(maps), rows)]
    chunks = [chunk + [identity] * (rows - len(chunk)) for chunk in chunks]

    wanted = ("invariance/", "clean/", "unclean/", "distance/", "visible_distance/")
    names = [o.name for o in session.get_outputs() if o.name.startswith(wanted)]
    layers = [name.removeprefix("invariance/") for name in names if name.startswith("invariance/")]
    sums = {name: numpy.zeros(len(maps)) for name in names}
    n = len(images)
    others = min(n - 1, arguments.others)
    for i in range(n):
        for step in range(1, others + 1):
            other = images[(i + step) % n][None]
            for first, chunk in zip(range(0, len(maps), rows), chunks):
                feed = {
                    "image": images[i : i + 1],
                    "other": other,
                    "maps": numpy.array(chunk, numpy.float32),
                    "fill": fills[i],
                }
                results = session.run(names, {inputs[key].name: v for key, v in feed.items()})
                for name, value in zip(names, results):
                    # Channels are added up in double; a row a probe, or one for all of them.
                    totals = value.astype(numpy.float64).reshape(len(value), -1).sum(axis=1)
                    last = min(first + rows, len(maps))
                    sums[name][first:last] += (totals * numpy.ones(rows))[: last - first]
    report(arguments.probes, layers, sums, f"{n} images, each against {others} others")


def report(probes, layers, sums, title):
    print(title)
    print(f"{'layer':32} {'probe':20} {'invariance':>11} {'loss':>10} {'clean':>10} {'unclean':>10}")
    for layer in layers:
        for k, probe in enumerate(probes):
            # Every sum has as many terms, so ratios of sums are ratios of means.
            invariance = 1 - sums["invariance/" + layer][k] / sums["distance/" + layer][k]
            line = f"{layer[:32]:32} {probe:20} {invariance:11.6f}"
            if "clean/" + layer in sums:
                visible = sums["visible_distance/" + layer][k]
                if visible > 0:
                    clean = sums["clean/" + layer][k] / visible
                    unclean = sums["unclean/" + layer][k] / visible
                    line += f" {clean + unclean:10.6f} {clean:10.6f} {unclean:10.6f}"
                else:
                    line += "   nothing stays visible"
            print(line)


if __name__ == "__main__":
    main()
