"""The images of a comparison, cut and normalised as `gimbal audit --preprocess imagenet` does it.

The prepared files are 256 pixels square, so that nothing is left to resize and only the centre is
cut out; all three then see the same pixels.
"""

import pathlib

import numpy as np
from PIL import Image

STORED_SIDE = 256
SIDE = 224
MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)
SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}


def prepare(source, target, count):
    """Writes the first images of a folder, by name, as PNG files; returns how many there were."""
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.png"):
        old.unlink()
    files = sorted(p for p in pathlib.Path(source).rglob("*") if p.suffix.lower() in SUFFIXES)
    for number, file in enumerate(files[:count]):
        image = Image.open(file).convert("RGB")
        side = min(image.size)
        left, top = (image.width - side) // 2, (image.height - side) // 2
        square = image.crop((left, top, left + side, top + side))
        square.resize((STORED_SIDE, STORED_SIDE), Image.BILINEAR).save(target / f"{number:04d}.png")
    return min(count, len(files))


def files(folder, count):
    return sorted(pathlib.Path(folder).glob("*.png"))[:count]


def read(file):
    """One image in network units, [3, SIDE, SIDE] float32."""
    margin = (STORED_SIDE - SIDE) // 2
    pixels = np.asarray(Image.open(file))[margin : margin + SIDE, margin : margin + SIDE]
    scaled = (pixels.astype(np.float32) / np.float32(255) - MEAN) / STD
    return np.ascontiguousarray(scaled.transpose(2, 0, 1))


def ring_mean(image):
    """Mean of the outermost pixels, a channel: what stands where a probe uncovers pixels."""
    ring = np.ones(image.shape[1:], bool)
    ring[1:-1, 1:-1] = False
    return image[:, ring].mean(axis=1, dtype=np.float64).astype(np.float32)
