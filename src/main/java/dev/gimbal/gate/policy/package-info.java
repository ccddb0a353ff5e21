/** A policy as it is written: rules, suppressions and what they inherit. Opens no result. */
@NullMarked
package dev.gimbal.gate.policy;

import org.jspecify.annotations.NullMarked;
