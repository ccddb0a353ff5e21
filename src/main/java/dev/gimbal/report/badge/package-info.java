/** A gate's verdict as a small picture. */
@NullMarked
package dev.gimbal.report.badge;

import org.jspecify.annotations.NullMarked;
