/** Walks images and probes, lets the network run, and sums what every layer did. */
@NullMarked
package dev.gimbal.engine;

import org.jspecify.annotations.NullMarked;
