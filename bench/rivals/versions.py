"""Prints the versions of the rivals' libraries."""

import numpy
import onnxruntime
import torch

print(f"PyTorch {torch.__version__}, onnxruntime {onnxruntime.__version__}", end=", ")
print(f"NumPy {numpy.__version__}")
