"""The first rival: PyTorch with forward hooks on the layers and `grid_sample`.

Each hook scores its layer's batch at once, so that no feature map outlives the forward pass but the
reference's.
"""

import json

import numpy as np
import torch
from torch.nn import functional

import networks
import pictures
import rival
from audit_result import action, sources


def normalised(y, x, size):
    """Grid for `grid_sample` with align_corners: -1 and 1 are the centres of the outer cells."""
    return np.stack([2 * x / (size[1] - 1) - 1, 2 * y / (size[0] - 1) - 1], -1)


class HookScorer:
    def __init__(self, options, result):
        torch.set_num_threads(options.threads)
        self.batch = options.batch
        self.layers = result.layers
        self.network = networks.stored(options.folder, options.name)
        self._register(options.layers)
        self._plan(result)
        probes = len(result.probes)
        self.seen = 0
        self.mean = [None] * len(self.layers)
        self.squares = [None] * len(self.layers)
        self.references = [None] * len(self.layers)
        self.lost = torch.zeros(len(self.layers), probes, dtype=torch.float64)
        self.moved = torch.full((len(self.layers), probes), torch.nan, dtype=torch.float64)
        for index, layer in enumerate(self.layers):
            if layer.grid:
                self.moved[index] = 0

    def _register(self, layers_file):
        with open(layers_file, encoding="utf-8") as file:
            places = [(entry["module"], entry["call"]) for entry in json.load(file)]
        self.calls = {}
        self.visit = lambda index, output: None
        modules = dict(self.network.named_modules())
        for name in {place[0] for place in places}:
            by_call = {call: i for i, (n, call) in enumerate(places) if n == name}
            modules[name].register_forward_hook(self._hook(name, by_call))

    def _hook(self, name, by_call):
        def hook(module, inputs, output):
            call = self.calls.get(name, 0)
            self.calls[name] = call + 1
            if call in by_call:
                self.visit(by_call[call], output)

        return hook

    def _forward(self, images, visit):
        self.calls = {}
        self.visit = visit
        with torch.inference_mode():
            self.network(images)

    def _plan(self, result):
        """Sampling grids and masks of all probes, once for each geometry."""
        frame = result.frame
        self.image_grid = torch.tensor(
            np.stack([normalised(*sources(p, frame), frame) for p in result.probes]),
            dtype=torch.float32,
        )
        self.is_crop = torch.tensor([p["family"] == "crop" for p in result.probes])
        self.plans = {}
        for grid in {layer.grid for layer in self.layers if layer.grid}:
            actions = [action(p, frame, grid) for p in result.probes]
            self.plans[grid] = (
                torch.tensor(
                    np.stack([normalised(y, x, grid.size) for y, x, _ in actions]),
                    dtype=torch.float32,
                ),
                torch.tensor(np.stack([visible for _, _, visible in actions]), dtype=torch.float32),
            )

    def warm_up(self, image):
        images = torch.from_numpy(image).repeat(self.batch, 1, 1, 1)
        self._forward(images, lambda index, output: None)

    def add_references(self, images):
        def visit(index, output):
            for sample, value in enumerate(output):
                count = self.seen + sample + 1
                if count == 1:
                    self.mean[index] = value.clone()
                    self.squares[index] = torch.zeros_like(value)
                    continue
                delta = value - self.mean[index]
                self.mean[index].add_(delta, alpha=1 / count)
                self.squares[index].addcmul_(delta, value - self.mean[index])

        self._forward(torch.from_numpy(images), visit)
        self.seen += len(images)

    def set_reference(self, image):
        self.image = torch.from_numpy(image)
        self.fill = torch.from_numpy(pictures.ring_mean(image))[:, None, None]

        def visit(index, output):
            self.references[index] = output.clone()

        self._forward(self.image[None], visit)

    def _probed(self, probes):
        """The image under each probe: [probes, C, H, W]."""
        count = len(probes)
        grid = self.image_grid[probes.start : probes.stop]
        crops = self.is_crop[probes.start : probes.stop]
        images = torch.empty(count, *self.image.shape)
        if (~crops).any():
            shifted = (self.image - self.fill).expand(int((~crops).sum()), -1, -1, -1)
            images[~crops] = self.fill + functional.grid_sample(
                shifted, grid[~crops], padding_mode="zeros", align_corners=True
            )
        if crops.any():
            image = self.image.expand(int(crops.sum()), -1, -1, -1)
            images[crops] = functional.grid_sample(
                image, grid[crops], padding_mode="border", align_corners=True
            )
        return images

    def add_probes(self, probes):
        part = slice(probes.start, probes.stop)

        def visit(index, output):
            reference = self.references[index]
            self.lost[index, part] += (output - reference).square_().flatten(1).sum(1)
            grid = self.layers[index].grid
            if grid:
                grids, masks = self.plans[grid]
                back = functional.grid_sample(
                    output, grids[part], padding_mode="zeros", align_corners=True
                )
                back.sub_(reference).mul_(masks[part, None])
                self.moved[index, part] += back.square_().flatten(1).sum(1)

        with torch.inference_mode():
            images = self._probed(probes)
        self._forward(images, visit)

    def scores(self):
        """Invariance and equivariance, [layers, probes]; equivariance is NaN for vectors."""
        for index, layer in enumerate(self.layers):
            variance = self.squares[index].double() / (self.seen - 1)
            self.lost[index] /= self.seen * 2 * variance.sum()
            if layer.grid:
                visible = self.plans[layer.grid][1].double()
                scale = 2 * (visible * variance.sum(0)).sum((1, 2))
                self.moved[index] /= self.seen * scale
        return (1 - self.lost).numpy(), (1 - self.moved).numpy()


if __name__ == "__main__":
    rival.run(rival.arguments(), HookScorer)
