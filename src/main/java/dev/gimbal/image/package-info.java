/**
 * Turns files, arrays or drawings into network input: decodes, preprocesses, draws, and resamples
 * what a probe asks for.
 */
@NullMarked
package dev.gimbal.image;

import org.jspecify.annotations.NullMarked;
