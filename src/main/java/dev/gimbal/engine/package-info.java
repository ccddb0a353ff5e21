/** Walks images × probes and fills the result. */
@NullMarked
package dev.gimbal.engine;

import org.jspecify.annotations.NullMarked;
