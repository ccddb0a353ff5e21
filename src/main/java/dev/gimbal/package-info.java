/** Gimbal's entry point. */
@NullMarked
package dev.gimbal;

import org.jspecify.annotations.NullMarked;
