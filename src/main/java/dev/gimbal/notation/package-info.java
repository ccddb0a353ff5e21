/**
 * What people write by hand: small YAML files with line numbers, layer patterns, and the known word
 * nearest to a mistyped one.
 */
@NullMarked
package dev.gimbal.notation;

import org.jspecify.annotations.NullMarked;
