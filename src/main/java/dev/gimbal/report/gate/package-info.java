/** What a gate says, in the portions that formats for machines list. */
@NullMarked
package dev.gimbal.report.gate;

import org.jspecify.annotations.NullMarked;
