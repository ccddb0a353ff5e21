/** The catalogue of probes: families with their parameters, presets and border protocols. */
@NullMarked
package dev.gimbal.probe;

import org.jspecify.annotations.NullMarked;
