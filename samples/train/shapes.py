"""Draws greyscale pictures of one textured object among clutter and noise. NumPy only.

An object is one of eight shapes: turned, stretched, bent, filled with stripes, checks or spots,
shaded, lighter than what is behind it. Behind it lie a slow gradient and small specks
and strokes; noise lies over everything. Only the shape tells the class.
"""

import numpy as np

NAMES = ["disc", "ring", "square", "triangle", "cross", "star", "crescent", "half"]
CHUNK = 64                           # pictures drawn at once; keeps the work arrays in the cache
SPECKS = 7                           # at most, per 32 x 32 pixels of background
EDGE = 0.6                           # half-width of an outline's soft edge, pixels


def draw_numbers(rng, low, high, n):
    """n random numbers [n,1,1], ready to broadcast over pixels."""
    return rng.uniform(low, high, (n, 1, 1))


# --- shapes: how far inside the outline (u, v) is, in units of the object's radius ----------

def half_planes(u, v, count, inner):
    """A regular polygon, one corner up: the least distance to its sides."""
    angles = 2 * np.pi * (np.arange(count) + 0.5) / count - np.pi / 2
    return np.min([inner - u * np.cos(a) - v * np.sin(a) for a in angles], axis=0)


def star(u, v):
    """Five points: a wedge of 72 degrees, folded onto its half, ends in one straight side."""
    wedge = np.pi / 5
    angle = np.abs((np.arctan2(u, -v) + wedge) % (2 * wedge) - wedge)
    along, aside = np.hypot(u, v) * np.cos(angle), np.hypot(u, v) * np.sin(angle)
    tip, notch = np.array([1.05, 0.0]), 0.45 * np.array([np.cos(wedge), np.sin(wedge)])
    side = (notch - tip) / np.linalg.norm(notch - tip)
    return (along - tip[0]) * -side[1] + aside * side[0]


def inside(label, u, v):
    """Distance to the outline of the shape with this label, positive inside."""
    radius = np.hypot(u, v)
    if NAMES[label] == "disc":
        return 0.85 - radius
    if NAMES[label] == "ring":
        return 0.24 - np.abs(radius - 0.7)
    if NAMES[label] == "square":
        return half_planes(u, v, 4, 0.75)
    if NAMES[label] == "triangle":
        return half_planes(u, v, 3, 0.52)
    if NAMES[label] == "cross":
        u, v = np.abs(u), np.abs(v)
        return np.maximum(np.minimum(0.95 - u, 0.3 - v), np.minimum(0.3 - u, 0.95 - v))
    if NAMES[label] == "star":
        return star(u, v)
    if NAMES[label] == "crescent":
        return np.minimum(0.95 - radius, np.hypot(u - 0.45, v) - 0.68)
    return np.minimum(0.95 - np.hypot(u - 0.35, v), u + 0.1)


# --- surfaces ------------------------------------------------------------------------------

def wave(rng, x, y, shortest, longest):
    """A plane wave per picture in -1..1, of random direction, wavelength in pixels, phase."""
    n = len(x)
    turn, phase = draw_numbers(rng, 0, np.pi, n), draw_numbers(rng, 0, 2 * np.pi, n)
    length = draw_numbers(rng, shortest, longest, n)
    return np.sin(2 * np.pi / length * (x * np.cos(turn) + y * np.sin(turn)) + phase)


def texture(rng, x, y):
    """Stripes, checks or spots in about -1..1, one kind a picture."""
    first, second, third = (wave(rng, x, y, 3.0, 6.0) for _ in range(3))
    kind = rng.integers(3, size=(len(x), 1, 1))
    return np.choose(kind, [first, first * second, (first + second + third) / 2])


def blobs(rng, n, size, count):
    """Small specks and strokes [n,size,size], up to count a picture, light or dark."""
    y, x = np.mgrid[:size, :size].astype(np.float64)
    canvas = np.zeros((n, size, size))
    for _ in range(count):
        dx = x - draw_numbers(rng, 0, size, n)
        dy = y - draw_numbers(rng, 0, size, n)
        turn = draw_numbers(rng, 0, np.pi, n)
        along = (dx * np.cos(turn) + dy * np.sin(turn)) / draw_numbers(rng, 0.7, 3.2, n)
        across = (dy * np.cos(turn) - dx * np.sin(turn)) / draw_numbers(rng, 0.6, 1.3, n)
        strength = draw_numbers(rng, -0.35, 0.35, n) * (rng.random((n, 1, 1)) < 0.6)
        canvas += strength * np.exp(-(along ** 2 + across ** 2))
    return canvas


# --- pictures ------------------------------------------------------------------------------

def object_coordinates(rng, size, centres, radii):
    """Pixels -> coordinates [n,size,size] of the object: turned, stretched and bent."""
    n = len(centres)
    y, x = np.mgrid[:size, :size].astype(np.float64)
    x, y = x - centres[:, 0, None, None], y - centres[:, 1, None, None]
    x, y = x + 0.09 * radii * wave(rng, x, y, 14, 30), y + 0.09 * radii * wave(rng, x, y, 14, 30)
    turn, stretch = draw_numbers(rng, 0, 2 * np.pi, n), draw_numbers(rng, 0.82, 1.0, n)
    u = (x * np.cos(turn) + y * np.sin(turn)) / radii
    v = (y * np.cos(turn) - x * np.sin(turn)) / (radii * stretch)
    return u, v


def draw_chunk(rng, labels, size, centres, radii):
    n = len(labels)
    y, x = (np.broadcast_to(axis, (n, size, size)) for axis in np.mgrid[:size, :size])
    radii = radii[:, None, None]
    u, v = object_coordinates(rng, size, centres, radii)
    depth = np.stack([inside(label, u[i], v[i]) for i, label in enumerate(labels)])
    cover = np.clip(depth * radii / (2 * EDGE) + 0.5, 0, 1)
    ground = draw_numbers(rng, 0.25, 0.45, n)
    behind = ground + 0.06 * wave(rng, x, y, 2 * size, 6 * size)
    behind += blobs(rng, n, size, SPECKS * (size // 32) ** 2)
    step = draw_numbers(rng, 0.16, 0.4, n)
    surface = ground + step + draw_numbers(rng, 0.04, 0.14, n) * texture(rng, x, y)
    surface += 0.05 * wave(rng, x, y, 30, 60)
    image = behind + cover * (surface - behind)
    image += draw_numbers(rng, 0.02, 0.07, n) * rng.standard_normal(image.shape)
    return np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)


def draw(rng, labels, size, centres, radii):
    """8-bit pictures [n,size,size] of the shapes with these labels.

    centres [n,2] are the objects' middles as x, y in pixels, radii [n] their sizes in pixels.
    """
    return np.concatenate([
        draw_chunk(rng, labels[i:i + CHUNK], size, centres[i:i + CHUNK], radii[i:i + CHUNK])
        for i in range(0, len(labels), CHUNK)])


def draw_set(seed, stream, count, classes, size, centre, radius):
    """count pictures, as many of each of the first shapes, from one of a seed's random streams.

    centre and radius are ranges in pixels: the first of either coordinate of an object's middle.
    -> (uint8 [n,size,size], labels [n])
    """
    rng = np.random.default_rng([seed, stream])
    labels = np.arange(count) % classes
    centres, radii = rng.uniform(*centre, (count, 2)), rng.uniform(*radius, count)
    return draw(rng, labels, size, centres, radii), labels
