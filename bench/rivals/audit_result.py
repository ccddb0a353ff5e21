"""What the rivals take from Gimbal's result, so that all measure the same thing: the probes, the
layers and where their cells sit in the input.

Coordinates are [y, x] and pixel indices; pixel q covers q - 1/2 to q + 1/2. A probe's map takes
reference coordinates to probed ones.
"""

import dataclasses
import fractions
import json
import math

import numpy as np

SNAP = 1e-9
ANCHORS = {
    "center": (0.5, 0.5),
    "top-left": (0, 0),
    "top-right": (0, 1),
    "bottom-left": (1, 0),
    "bottom-right": (1, 1),
}


@dataclasses.dataclass(frozen=True)
class Grid:
    """Where the cells of a map lie: cell i of an axis is centred on start + jump * i."""

    size: tuple
    jump: tuple
    start: tuple


@dataclasses.dataclass(frozen=True)
class Layer:
    """A layer that Gimbal scored; grid is None for vectors."""

    index: int
    name: str
    shape: tuple
    grid: Grid | None


class AuditResult:
    """One JSON result of `gimbal audit`."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.json = json.load(file)
        self.probes = self.json["probes"]
        if any(probe["border"] != "fill" for probe in self.probes):
            raise SystemExit("the rivals know only the border protocol fill")
        self.frame = tuple(self.json["layers"][0]["shape"][2:])
        self.layers = [
            layer(index, entry)
            for index, entry in enumerate(self.json["layers"])
            if entry["op"] != "Input"
        ]
        self.images = self.json["plan"]["images"]

    def seconds(self):
        timings = self.json["timings"]
        return timings["referenceSeconds"] + timings["probeSeconds"]

    def passes(self):
        return self.json["timings"]["forwardPasses"]

    def values(self, score):
        """Measured values of a score: [layers, probes] in this result's order; NaN elsewhere."""
        rows = {entry.index: row for row, entry in enumerate(self.layers)}
        table = np.full((len(self.layers), len(self.probes)), np.nan)
        for entry in self.json["scores"]:
            if entry["score"] == score and entry["layer"] in rows and "value" in entry:
                table[rows[entry["layer"]], entry["probe"]] = entry["value"]
        return table


def layer(index, entry):
    shape = tuple(entry["shape"])
    grid = None
    if entry["kind"] == "map":
        numbers = [
            tuple(float(fractions.Fraction(text)) for text in entry["grid"][key])
            for key in ("jump", "startLow", "startHigh")
        ]
        if numbers[1] == numbers[2]:
            grid = Grid(shape[2:], numbers[0], numbers[1])
    return Layer(index, entry["name"], shape, grid)


def probe_map(probe, frame):
    """3x3 matrix over (y, x, 1)."""
    height, width = frame
    if probe["family"] == "translation":
        return np.array([[1, 0, probe["dy"]], [0, 1, probe["dx"]], [0, 0, 1]], float)
    if probe["family"] == "rotation":
        angle = math.radians(probe["degrees"])
        cos, sin = math.cos(angle), math.sin(angle)
        if probe["degrees"] % 90 == 0:
            cos, sin = round(cos), round(sin)
        to_centre = np.array([[1, 0, -(height - 1) / 2], [0, 1, -(width - 1) / 2], [0, 0, 1]])
        turn = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], float)
        return np.linalg.inv(to_centre) @ turn @ to_centre
    if probe["family"] == "crop":
        rows = []
        for axis, (side, anchor) in enumerate(zip(frame, ANCHORS[probe["anchor"]])):
            window = max(1, math.floor(probe["keep"] * side + 0.5))
            first = math.floor(anchor * (side - window))
            scale = side / window
            row = [0.0, 0.0, (0.5 - first) * scale - 0.5]
            row[axis] = scale
            rows.append(row)
        return np.array([*rows, [0, 0, 1]])
    raise SystemExit(f"the rivals know no probe of the family {probe['family']}")


def apply(matrix, y, x):
    """Both coordinates after the map, snapped to whole numbers that rounding has missed."""
    moved = [matrix[i, 0] * y + matrix[i, 1] * x + matrix[i, 2] for i in (0, 1)]
    return [np.where(abs(v - np.rint(v)) < SNAP, np.rint(v), v) for v in moved]


def sources(probe, frame):
    """Where each pixel of the probed image is read in the reference: y, x of shape [H, W]."""
    y, x = np.meshgrid(*(np.arange(side, dtype=float) for side in frame), indexing="ij")
    return apply(np.linalg.inv(probe_map(probe, frame)), y, x)


def action(probe, frame, grid):
    """Where each cell of the reference map is read in the probed map, and whether it is visible.

    y and x of shape [H, W] in cells; visible is True where the cell's centre lies in the frame
    before and after, and all neighbours with weight exist.
    """
    to_pixels = np.array(
        [[grid.jump[0], 0, grid.start[0]], [0, grid.jump[1], grid.start[1]], [0, 0, 1]]
    )
    moved = probe_map(probe, frame)
    axes = [np.arange(side, dtype=float) for side in grid.size]
    rows, columns = np.meshgrid(*axes, indexing="ij")
    y, x = apply(np.linalg.inv(to_pixels) @ moved @ to_pixels, rows, columns)
    centres = apply(to_pixels, rows, columns)
    visible = in_frame(centres, frame) & in_frame(apply(moved, *centres), frame)
    visible &= (y >= 0) & (x >= 0) & (y <= grid.size[0] - 1) & (x <= grid.size[1] - 1)
    return y, x, visible


def in_frame(position, frame):
    y, x = position
    return (
        (y >= -0.5 - SNAP)
        & (y < frame[0] - 0.5 + SNAP)
        & (x >= -0.5 - SNAP)
        & (x < frame[1] - 0.5 + SNAP)
    )
