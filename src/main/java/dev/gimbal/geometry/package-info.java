/** Exact geometry: affine maps, and where each cell of a feature map sits in the input image. */
@NullMarked
package dev.gimbal.geometry;

import org.jspecify.annotations.NullMarked;
