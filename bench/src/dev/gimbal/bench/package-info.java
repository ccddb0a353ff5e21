/** Compares an audit with bare inference in ONNX Runtime; not part of the program. */
package dev.gimbal.bench;
