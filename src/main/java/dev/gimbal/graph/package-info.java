/** Reads ONNX graphs: which tensors are layers, and where each sits in the input image. */
@NullMarked
package dev.gimbal.graph;

import org.jspecify.annotations.NullMarked;
