/** Finds a network's blocks and repeated stages, and places its layers to be drawn. */
@NullMarked
package dev.gimbal.report.network;

import org.jspecify.annotations.NullMarked;
