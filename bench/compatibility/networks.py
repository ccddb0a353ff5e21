"""The networks of the compatibility matrix, with seeded random weights that make features vary."""

from dataclasses import dataclass
from typing import Callable

import torch
from torch import nn

# torchvision registers operators that a CPU build of torch lacks; declared, they need no kernel here.
_DECLARED = torch.library.Library("torchvision", "DEF")
_DECLARED.define("nms(Tensor a) -> Tensor")
_DECLARED.define("qnms(Tensor a) -> Tensor")

import timm  # noqa: E402
import torchvision  # noqa: E402

# The fused attention of eval mode has no ONNX form in the TorchScript exporter.
torch.backends.mha.set_fastpath_enabled(False)

classes = 10


class UNet(nn.Module):
    """Two levels down by pooling, one up by transposed convolution and one by bilinear resizing."""

    def __init__(self):
        super().__init__()
        self.first, self.second, self.bottom = _block(3, 8), _block(8, 16), _block(16, 32)
        self.pool = nn.MaxPool2d(2)
        self.raise_second = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.join_second = _block(32, 16)
        self.raise_first = nn.Sequential(
            nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(16, 8, 1))
        self.join_first = _block(16, 8)
        self.head = nn.Conv2d(8, classes, 1)

    def forward(self, x):
        first = self.first(x)
        second = self.second(self.pool(first))
        raised = self.raise_second(self.bottom(self.pool(second)))
        second = self.join_second(torch.cat([raised, second], 1))
        return self.head(self.join_first(torch.cat([self.raise_first(second), first], 1)))


class DenseClassifier(nn.Module):
    """A fully convolutional network: strided and dilated convolutions, resized back to the input."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 1, 2, dilation=2, bias=False), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, classes, 1))

    def forward(self, x):
        return nn.functional.interpolate(
            self.stem(x), size=x.shape[-2:], mode="bilinear", align_corners=False)


class FirstOutput(nn.Module):
    """torchvision's segmentation networks answer with a dictionary; an export wants a tensor."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)["out"]


def _block(inputs, outputs):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(),
        nn.Conv2d(outputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU())


def _torchvision(name, **options):
    return lambda: getattr(torchvision.models, name)(weights=None, num_classes=classes, **options)


def _fcn():
    return FirstOutput(torchvision.models.segmentation.fcn_resnet50(
        weights=None, weights_backbone=None, num_classes=classes, aux_loss=False))


@dataclass(frozen=True)
class Network:
    name: str
    size: int
    build: Callable[[], nn.Module]


NETWORKS = {network.name: network for network in [
    Network("resnet18", 128, _torchvision("resnet18")),
    Network("resnet50", 128, _torchvision("resnet50")),
    Network("vgg16", 224, _torchvision("vgg16")),
    Network("densenet121", 128, _torchvision("densenet121")),
    Network("mobilenet_v2", 128, _torchvision("mobilenet_v2")),
    Network("mobilenet_v3_small", 128, _torchvision("mobilenet_v3_small")),
    Network("efficientnet_b0", 128, _torchvision("efficientnet_b0")),
    Network("shufflenet_v2_x0_5", 128, _torchvision("shufflenet_v2_x0_5")),
    Network("inception_v3", 128, _torchvision("inception_v3", aux_logits=False, init_weights=True)),
    Network("googlenet", 128, _torchvision("googlenet", aux_logits=False, init_weights=True)),
    Network("convnext_tiny", 128, _torchvision("convnext_tiny", layer_scale=0.2)),
    Network("regnet_y_400mf", 128, _torchvision("regnet_y_400mf")),
    Network("squeezenet1_1", 128, _torchvision("squeezenet1_1")),
    Network("mnasnet0_5", 128, _torchvision("mnasnet0_5")),
    Network("unet", 128, UNet),
    Network("dense_classifier", 128, DenseClassifier),
    Network("fcn_resnet50", 128, _fcn),
    Network("vit_b_16", 96, _torchvision("vit_b_16", image_size=96)),
    Network("vit_tiny_timm", 96, lambda: timm.create_model(
        "vit_tiny_patch16_224", img_size=96, num_classes=classes)),
    Network("swin_t", 128, _torchvision("swin_t")),
]}


def noise(count, size, generator):
    """Images with structure of every size: white noise at four resolutions, and a few boxes."""
    images = torch.zeros(count, 3, size, size)
    for cells in (2, 6, 18, size):
        grain = torch.randn(count, 3, cells, cells, generator=generator)
        images += nn.functional.interpolate(grain, size=(size, size), mode="bilinear") / 2
    for image in images:
        for _ in range(5):
            top, left = (int(v) for v in torch.randint(0, 3 * size // 4, (2,), generator=generator))
            high, wide = (int(v) for v in torch.randint(4, size // 2, (2,), generator=generator))
            colour = torch.randn(3, 1, 1, generator=generator)
            image[:, top:top + high, left:left + wide] = colour
    return images


def prepared(name, size=None, seed=20):
    """The network in eval mode: random weights, fitted to noise images so that layers vary.

    Freshly built networks are poor test subjects: running statistics are 0 and 1 whatever arrives,
    some heads are all zero, and one class wins for every image. So batch normalisation takes the
    statistics of noise images, and the last layer's bias and weights are set for outputs with mean
    0 and deviation 1 over them.
    """
    network = NETWORKS[name]
    torch.manual_seed(seed)
    images = noise(32, size or network.size, torch.Generator().manual_seed(seed))
    module = network.build().eval()
    head = [part for part in module.modules() if isinstance(part, (nn.Linear, nn.Conv2d))][-1]
    if not head.weight.any():
        nn.init.normal_(head.weight, 0, 0.05)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            nn.init.uniform_(part.weight, 0.8, 1.2)
            nn.init.normal_(part.bias, 0, 0.1)
            part.momentum = 1.0
            part.train()
    with torch.no_grad():
        module(images)
        outputs = module.eval()(images)
        axes = [axis for axis in range(outputs.dim()) if axis != 1]
        centre, spread = outputs.mean(axes), outputs.std(axes)
        head.weight /= spread.view(-1, *[1] * (head.weight.dim() - 1))
        head.bias.copy_((head.bias - centre) / spread)
    return module
