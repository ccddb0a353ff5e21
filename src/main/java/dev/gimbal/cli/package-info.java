/** The command line: one class a command, from arguments to outputs and an exit code. */
@NullMarked
package dev.gimbal.cli;

import org.jspecify.annotations.NullMarked;
