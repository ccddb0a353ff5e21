/** Writes reference, probe and compiled graphs: ONNX models made from the audited one. */
@NullMarked
package dev.gimbal.weave;

import org.jspecify.annotations.NullMarked;
