/** The only door to ONNX Runtime: its native libraries, providers, sessions and tensors. */
@NullMarked
package dev.gimbal.runtime;

import org.jspecify.annotations.NullMarked;
