"""Draws 28x28 greyscale digits: bright, centred, deformed and a little dirty. NumPy only.

Every glyph is compiled once to linear maps from its control points to the ends of a fixed
number of short segments. Drawing n digits is then a handful of array operations: jitter the
control points, bend and slant the segments, and take each pixel's distance to the ink.
"""

import numpy as np

from typefaces import TYPEFACES

SIZE = 28
SEGMENTS = 48                        # per glyph; short enough that curves look smooth
SHEET_CENTRE = np.array([5.0, 7.0])  # of the 10 x 14 sheet that the typefaces are drawn on
SHEET_HEIGHT = 14.0
CHUNK = 64                           # images drawn at once; keeps the work arrays in the cache

# Uniform Catmull-Rom spline: weights of four neighbouring points as a cubic in t.
CATMULL_ROM = 0.5 * np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]])


# --- compiling typefaces -----------------------------------------------------------------

def parse(glyph):
    """Text of a glyph -> list of (is_curve, points)."""
    pieces = []
    for piece in glyph.split(";"):
        kind, *points = piece.split()
        pieces.append((kind == "~", [tuple(map(float, p.split(","))) for p in points]))
    return pieces


def neighbours(index, points):
    """The four points that shape a curve between points[index] and points[index + 1]."""
    last = len(points) - 1
    closed = points[0] == points[last]
    before = index - 1 if index > 0 else (last - 1 if closed else 0)
    after = index + 2 if index + 2 <= last else (1 if closed else last)
    return [points[before], points[index], points[index + 1], points[after]]


def weights_at(position, is_curve, points, controls):
    """Weights of all control points at a position in [0, len(points) - 1] along a piece."""
    index = min(int(position), len(points) - 2)
    t = position - index
    row = np.zeros(len(controls))
    if is_curve:
        blend = np.array([1, t, t * t, t ** 3]) @ CATMULL_ROM
        for weight, point in zip(blend, neighbours(index, points)):
            row[controls.index(point)] += weight
    else:
        row[controls.index(points[index])] += 1 - t
        row[controls.index(points[index + 1])] += t
    return row


def piece_length(points):
    return np.linalg.norm(np.diff(np.array(points), axis=0), axis=1).sum()


def positions(points, count):
    """count + 1 positions along a piece, evenly spaced by length, so that ink is even."""
    steps = np.linalg.norm(np.diff(np.array(points), axis=0), axis=1)
    along = np.concatenate([[0], np.cumsum(steps)])
    return np.interp(np.linspace(0, along[-1], count + 1), along, np.arange(len(points)))


def compile_glyph(glyph):
    """-> control points [C,2] and weights [SEGMENTS,2,C] of every segment's two ends."""
    pieces = parse(glyph)
    controls = sorted({point for _, points in pieces for point in points})
    lengths = np.array([piece_length(points) for _, points in pieces])
    # Segments are shared out by length; rounding the running total keeps their sum exact.
    edges = np.rint(np.concatenate([[0], np.cumsum(lengths)]) / lengths.sum() * SEGMENTS)
    ends = []
    for (is_curve, points), count in zip(pieces, np.diff(edges).astype(int)):
        rows = [weights_at(p, is_curve, points, controls) for p in positions(points, count)]
        ends += list(zip(rows[:-1], rows[1:]))
    return np.array(controls), np.array(ends)


def compile_all():
    """All glyphs, padded to equal control counts: [faces,10,C,2] and [faces,10,SEGMENTS,2,C]."""
    compiled = [[compile_glyph(glyph) for glyph in face] for face in TYPEFACES]
    most = max(len(controls) for face in compiled for controls, _ in face)
    points = np.zeros((len(TYPEFACES), 10, most, 2))
    weights = np.zeros((len(TYPEFACES), 10, SEGMENTS, 2, most))
    for f, face in enumerate(compiled):
        for d, (controls, ends) in enumerate(face):
            points[f, d, :len(controls)] = controls
            weights[f, d, :, :, :len(controls)] = ends
    return points, weights


POINTS, WEIGHTS = compile_all()


# --- deforming ---------------------------------------------------------------------------

def uniform(rng, low, high, n, *rest):
    """n random numbers with trailing axes of length one, ready to broadcast."""
    return rng.uniform(low, high, n).reshape((n,) + rest)


def affine(rng, n):
    """Random size, aspect, slant and tilt: matrices [n,2,2] from the sheet to pixels."""
    height = rng.uniform(14.5, 19, n) / SHEET_HEIGHT
    width = height * rng.uniform(0.65, 1.15, n)
    slant = rng.uniform(-0.3, 0.3, n)
    tilt = np.deg2rad(rng.normal(0, 8, n))
    cos, sin = np.cos(tilt), np.sin(tilt)
    rotate = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    stretch = np.zeros((n, 2, 2))
    stretch[:, 0, 0], stretch[:, 0, 1], stretch[:, 1, 1] = width, -slant * height, height
    return rotate @ stretch


def wobble(rng, ends):
    """Elastic bending: two slow random waves per image move what they pass over together."""
    n = len(ends)
    bent = ends.copy()
    for _ in range(2):
        wave = rng.normal(0, 0.22, (n, 1, 1, 2))             # radians per pixel
        push = rng.normal(0, 0.75, (n, 1, 1, 2))             # pixels
        phase = uniform(rng, 0, 2 * np.pi, n, 1, 1)
        bent += push * np.sin((ends * wave).sum(-1) + phase)[..., None]
    return bent


def pressure(rng, n):
    """Half-width of the pen on each segment [n,SEGMENTS], in pixels: it swells and thins."""
    time = np.linspace(0, 1, SEGMENTS)
    swell = uniform(rng, 0.05, 0.45, n, 1)
    speed = uniform(rng, 0.4, 2.0, n, 1)
    phase = uniform(rng, 0, 1, n, 1)
    return uniform(rng, 0.55, 1.6, n, 1) * (1 + swell * np.sin(2 * np.pi * (speed * time + phase)))


def centred(ends, radius):
    """Moves the ink's centre of mass near the image centre, before drawing.

    Mass is length times width; where strokes cross it counts twice, so this is off by up to
    about a pixel. That keeps the ink in the frame until whole_pixel_centred corrects it.
    """
    mass = np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=-1) * radius
    middle = (ends.mean(axis=2) * mass[..., None]).sum(1) / mass.sum(1)[:, None]
    return ends + ((SIZE - 1) / 2 - middle)[:, None, None, :]


# --- drawing -----------------------------------------------------------------------------

def ink(ends, radius, softness):
    """Anti-aliased coverage [n,SIZE,SIZE] in 0..1 of segments [n,S,2,2] with pen half-widths."""
    y, x = (axis.reshape(1, -1) for axis in np.mgrid[:SIZE, :SIZE].astype(np.float64))
    depth = np.full((len(ends), SIZE * SIZE), -np.inf)       # how far inside the ink; < 0 outside
    for s in range(ends.shape[1]):
        x0, y0 = ends[:, s, 0, 0:1], ends[:, s, 0, 1:2]
        dx, dy = ends[:, s, 1, 0:1] - x0, ends[:, s, 1, 1:2] - y0
        # A segment of no length is a dot; the tiny term only avoids 0/0 there.
        t = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy + 1e-12)
        t = np.clip(t, 0, 1)
        distance = np.sqrt((x - x0 - t * dx) ** 2 + (y - y0 - t * dy) ** 2)
        np.maximum(depth, radius[:, s:s + 1] - distance, out=depth)
    return np.clip(depth / softness + 0.5, 0, 1).reshape(-1, SIZE, SIZE)


def whole_pixel_centred(images):
    """Moves each image by whole pixels until its centre of mass is within half a pixel."""
    total = images.sum((1, 2))
    cells = np.arange(SIZE)
    moves = [np.rint((images.sum(other) * cells).sum(1) / total - (SIZE - 1) / 2).astype(int)
             for other in (2, 1)]
    margin = max(1, max(np.abs(move).max() for move in moves))
    padded = np.pad(images, ((0, 0), (margin, margin), (margin, margin)))
    rows, columns = (cells + margin + move[:, None] for move in moves)
    return padded[np.arange(len(images))[:, None, None], rows[:, :, None], columns[:, None, :]]


def clutter(rng, n):
    """Up to three faint scratches per image, anywhere on it."""
    canvas = np.zeros((n, SIZE, SIZE))
    for _ in range(3):
        start = rng.uniform(0, SIZE, (n, 1, 1, 2))
        angle = uniform(rng, 0, 2 * np.pi, n, 1, 1)
        reach = uniform(rng, 2, 12, n, 1, 1, 1) * np.stack([np.cos(angle), np.sin(angle)], -1)
        ends = np.concatenate([start, start + reach], axis=2)
        strength = uniform(rng, -0.4, 0.4, n, 1, 1).clip(0)  # half of the scratches are absent
        canvas = np.maximum(canvas, strength * ink(ends, uniform(rng, 0.3, 0.9, n, 1), 1.0))
    return canvas


def draw_glyphs(rng, digits):
    """Clean glyphs [n,SIZE,SIZE] in 0..1, centred, for the given digits."""
    n = len(digits)
    face = rng.integers(len(TYPEFACES), size=n)
    controls = POINTS[face, digits] + rng.normal(0, 0.38, (n,) + POINTS.shape[2:])
    ends = np.einsum("nsec,ncx->nsex", WEIGHTS[face, digits], controls) - SHEET_CENTRE
    ends = wobble(rng, np.einsum("nsex,nyx->nsey", ends, affine(rng, n)))
    radius = pressure(rng, n)
    softness = uniform(rng, 0.9, 1.8, n, 1)
    return whole_pixel_centred(ink(centred(ends, radius), radius, softness))


def draw_chunk(rng, digits):
    n = len(digits)
    image = uniform(rng, 0.6, 1.0, n, 1, 1) * draw_glyphs(rng, digits)
    image = np.maximum(image, clutter(rng, n))
    image += uniform(rng, 0.01, 0.13, n, 1, 1) * rng.standard_normal(image.shape)
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def draw(rng, digits):
    """8-bit images [n,SIZE,SIZE] of the given digits (an integer array)."""
    return np.concatenate([draw_chunk(rng, digits[i:i + CHUNK])
                           for i in range(0, len(digits), CHUNK)])
