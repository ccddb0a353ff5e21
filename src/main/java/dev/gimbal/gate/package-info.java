/** Decides whether a model may pass: knows results and statistics only. */
@NullMarked
package dev.gimbal.gate;

import org.jspecify.annotations.NullMarked;
