/** Intervals and accumulators; knows nothing of networks or images. */
@NullMarked
package dev.gimbal.stats;

import org.jspecify.annotations.NullMarked;
