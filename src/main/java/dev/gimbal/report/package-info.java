/** Reads a result for people: what every report format needs to say numbers and names alike. */
@NullMarked
package dev.gimbal.report;

import org.jspecify.annotations.NullMarked;
