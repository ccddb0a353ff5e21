/**
 * The one exception for input that cannot be used; every other package may throw it, and the
 * command line catches it.
 */
@NullMarked
package dev.gimbal.fault;

import org.jspecify.annotations.NullMarked;
