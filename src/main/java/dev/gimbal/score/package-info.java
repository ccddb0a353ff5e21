/** The catalogue of scores, and the accumulators that measure them. */
@NullMarked
package dev.gimbal.score;

import org.jspecify.annotations.NullMarked;
