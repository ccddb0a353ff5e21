/** Charts as SVG text: drawn on the server side, so that a page needs no script to show them. */
@NullMarked
package dev.gimbal.report.chart;

import org.jspecify.annotations.NullMarked;
