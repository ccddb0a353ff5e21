"""Draws digits on a canvas larger than themselves, among scraps of other digits. NumPy only.

A digit is drawn small enough that it can move by several pixels before it leaves the canvas.
Scraps are patches cut out of other digits, fainter than the digit: strokes that mean nothing.
"""

import numpy as np

import glyphs

SIZE = 32
SCRAPS, SCRAP_SIZE = 3, 7


def at_centre(images):
    """[n,28,28] -> [n,SIZE,SIZE], the same pixels with an empty margin."""
    margin = (SIZE - glyphs.SIZE) // 2
    return np.pad(images, ((0, 0), (margin, margin), (margin, margin)))


def scraps(rng, n):
    """Canvases [n,SIZE,SIZE] with patches of other digits, up to SCRAPS of them each."""
    canvas = np.zeros((n, SIZE, SIZE))
    low, high = glyphs.SIZE // 4, 3 * glyphs.SIZE // 4 - SCRAP_SIZE
    for _ in range(SCRAPS):
        source = glyphs.draw_glyphs(rng, rng.integers(10, size=n))
        strength = rng.uniform(-0.3, 0.55, n).clip(0)       # a third of them are absent
        cuts = rng.integers(low, high + 1, (n, 2))
        places = rng.integers(0, SIZE - SCRAP_SIZE + 1, (n, 2))
        for i, ((cut_y, cut_x), (y, x)) in enumerate(zip(cuts, places)):
            patch = source[i, cut_y:cut_y + SCRAP_SIZE, cut_x:cut_x + SCRAP_SIZE]
            here = canvas[i, y:y + SCRAP_SIZE, x:x + SCRAP_SIZE]
            np.maximum(here, strength[i] * patch, out=here)
    return canvas


def draw_chunk(rng, digits):
    n = len(digits)
    image = glyphs.uniform(rng, 0.5, 1.0, n, 1, 1) * at_centre(glyphs.draw_glyphs(rng, digits))
    image = np.maximum(image, scraps(rng, n))
    image += glyphs.uniform(rng, 0.02, 0.16, n, 1, 1) * rng.standard_normal(image.shape)
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def draw(rng, digits):
    """8-bit images [n,SIZE,SIZE] of the given digits, each centred on the canvas."""
    return np.concatenate([draw_chunk(rng, digits[i:i + glyphs.CHUNK])
                           for i in range(0, len(digits), glyphs.CHUNK)])


def draw_set(seed, stream, count):
    """count images, as many of every digit, from one of a seed's independent random streams.

    -> (uint8 [n,SIZE,SIZE], digits [n])
    """
    digits = np.arange(count) % 10
    return draw(np.random.default_rng([seed, stream]), digits), digits
