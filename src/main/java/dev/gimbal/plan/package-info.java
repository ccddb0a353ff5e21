/** What was asked and what was resolved: requests, sidecars, probe files and the audit's plan. */
@NullMarked
package dev.gimbal.plan;

import org.jspecify.annotations.NullMarked;
