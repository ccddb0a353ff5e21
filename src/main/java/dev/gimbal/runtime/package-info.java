/** The only door to ONNX Runtime: providers, sessions, tensors. */
@NullMarked
package dev.gimbal.runtime;

import org.jspecify.annotations.NullMarked;
