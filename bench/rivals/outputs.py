"""The second rival: Python's onnxruntime with the layers exposed as outputs, scored with NumPy.

Warps read four neighbours by index arrays that are worked out once for each geometry and probe.
There are two versions of the scoring: as a competent user writes it at once, and tuned.
"""

import concurrent.futures
import json

import numpy as np
import onnxruntime

import pictures
import rival
from audit_result import action, sources


class PlainWarp:
    """Bilinear reading of a whole map as it is usually written: four gathers and their weights."""

    def __init__(self, y, x, size):
        y, x = np.clip(y, 0, size[0] - 1), np.clip(x, 0, size[1] - 1)
        self.top, self.left = np.floor(y).astype(int), np.floor(x).astype(int)
        self.bottom = np.minimum(self.top + 1, size[0] - 1)
        self.right = np.minimum(self.left + 1, size[1] - 1)
        self.fy, self.fx = (y - self.top).astype(np.float32), (x - self.left).astype(np.float32)

    def read(self, planes):
        """Values of planes [C, H, W] at the warp's positions."""
        fy, fx = self.fy, self.fx
        return (
            planes[:, self.top, self.left] * ((1 - fy) * (1 - fx))
            + planes[:, self.top, self.right] * ((1 - fy) * fx)
            + planes[:, self.bottom, self.left] * (fy * (1 - fx))
            + planes[:, self.bottom, self.right] * (fy * fx)
        )


class PlainPlan:
    """One probe on one geometry: the whole map is warped, then masked."""

    def __init__(self, y, x, visible, size):
        self.warp = PlainWarp(y, x, size)
        self.visible = visible.astype(np.float32)

    def loss(self, probed, reference):
        return squared((self.warp.read(probed) - reference) * self.visible)

    def total(self, plane):
        return float((plane * self.visible).sum())


class TunedPlan:
    """The same with flat indices, of visible cells only, and without neighbours of no weight."""

    def __init__(self, y, x, visible, size):
        self.cells = np.flatnonzero(visible)
        y, x = y.ravel()[self.cells], x.ravel()[self.cells]
        top, left = np.floor(y), np.floor(x)
        fy, fx = (y - top).astype(np.float32), (x - left).astype(np.float32)
        self.indices = []
        self.weights = []
        for row, wy in ((top, 1 - fy), (top + 1, fy)):
            for column, wx in ((left, 1 - fx), (left + 1, fx)):
                if (wy * wx).any():
                    inside_row = np.minimum(row, size[0] - 1).astype(np.intp)
                    inside_column = np.minimum(column, size[1] - 1).astype(np.intp)
                    self.indices.append(inside_row * size[1] + inside_column)
                    self.weights.append(wy * wx)

    def loss(self, probed, reference):
        if len(self.cells) == 0:
            return 0.0
        difference = -self._gather(reference, self.cells)
        for index, weight in zip(self.indices, self.weights):
            part = self._gather(probed, index)
            part *= weight
            difference += part
        return squared(difference)

    @staticmethod
    def _gather(planes, index):
        return np.take(planes.reshape(len(planes), -1), index, axis=1, mode="clip")

    def total(self, plane):
        return float(plane.ravel()[self.cells].sum())


def squared(difference):
    flat = difference.reshape(-1)
    return float(flat @ flat)


class OutputScorer:
    def __init__(self, options, result):
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        settings.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            options.exposed, settings, providers=["CPUExecutionProvider"]
        )
        self.input = self.session.get_inputs()[0].name
        with open(options.layers, encoding="utf-8") as file:
            self.names = [entry["name"] for entry in json.load(file)]
        self.pool = concurrent.futures.ThreadPoolExecutor(options.threads) if options.pool else None
        self.batch = options.batch
        self.layers = result.layers
        self._plan(result, TunedPlan if options.tuned else PlainPlan)
        probes = len(result.probes)
        self.seen = 0
        self.mean = [0.0] * len(self.layers)
        self.squares = [0.0] * len(self.layers)
        self.references = []
        self.lost = np.zeros((len(self.layers), probes))
        self.moved = np.full((len(self.layers), probes), np.nan)
        for index, layer in enumerate(self.layers):
            if layer.grid:
                self.moved[index] = 0

    def _plan(self, result, plan):
        """Indices and weights of all probes, once for each geometry."""
        frame = result.frame
        # A rim of the fill colour, one pixel wide, stands for all that lies outside.
        rimmed = tuple(side + 2 for side in frame)
        self.image_warps = []
        for probe in result.probes:
            y, x = sources(probe, frame)
            if probe["family"] == "crop":
                y, x = (np.clip(v, 0, side - 1) for v, side in zip((y, x), frame))
            self.image_warps.append(PlainWarp(y + 1, x + 1, rimmed))
        self.plans = {}
        for grid in {layer.grid for layer in self.layers if layer.grid}:
            self.plans[grid] = [plan(*action(p, frame, grid), grid.size) for p in result.probes]

    def _forward(self, images):
        return self.session.run(self.names, {self.input: images})

    def _each_layer(self, visit):
        if self.pool:
            list(self.pool.map(visit, range(len(self.layers))))
        else:
            for index in range(len(self.layers)):
                visit(index)

    def warm_up(self, image):
        self._forward(np.repeat(image[None], self.batch, axis=0))

    def add_references(self, images):
        values = self._forward(images)

        def visit(index):
            for sample, value in enumerate(values[index]):
                delta = value - self.mean[index]
                self.mean[index] = self.mean[index] + delta / np.float32(self.seen + sample + 1)
                self.squares[index] = self.squares[index] + delta * (value - self.mean[index])

        self._each_layer(visit)
        self.seen += len(images)

    def set_reference(self, image):
        self.padded = np.empty((3, image.shape[1] + 2, image.shape[2] + 2), np.float32)
        self.padded[:] = pictures.ring_mean(image)[:, None, None]
        self.padded[:, 1:-1, 1:-1] = image
        self.references = self._forward(image[None])

    def add_probes(self, probes):
        values = self._forward(np.stack([self.image_warps[p].read(self.padded) for p in probes]))

        def visit(index):
            reference = self.references[index][0]
            grid = self.layers[index].grid
            for sample, probe in enumerate(probes):
                value = values[index][sample]
                self.lost[index, probe] += squared(value - reference)
                if grid:
                    self.moved[index, probe] += self.plans[grid][probe].loss(value, reference)

        self._each_layer(visit)

    def scores(self):
        """Invariance and equivariance, [layers, probes]; equivariance is NaN for vectors."""
        for index, layer in enumerate(self.layers):
            variance = self.squares[index].astype(np.float64) / (self.seen - 1)
            self.lost[index] /= self.seen * 2 * variance.sum()
            if layer.grid:
                plane = variance.sum(axis=0)
                scale = np.array([plan.total(plane) for plan in self.plans[layer.grid]])
                with np.errstate(invalid="ignore"):
                    self.moved[index] /= self.seen * 2 * scale
        return 1 - self.lost, 1 - self.moved


if __name__ == "__main__":
    rival.run(rival.arguments(), OutputScorer)
