/** A gate's verdict as JUnit XML. */
@NullMarked
package dev.gimbal.report.junit;

import org.jspecify.annotations.NullMarked;
