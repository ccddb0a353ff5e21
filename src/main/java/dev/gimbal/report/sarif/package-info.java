/** A gate's verdict as SARIF 2.1.0. */
@NullMarked
package dev.gimbal.report.sarif;

import org.jspecify.annotations.NullMarked;
