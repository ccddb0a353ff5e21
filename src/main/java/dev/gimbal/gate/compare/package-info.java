/** Compares two results of the same images and probes, image by image. */
@NullMarked
package dev.gimbal.gate.compare;

import org.jspecify.annotations.NullMarked;
