/**
 * Holds results against policies and each other; knows results and statistics, and runs no model.
 */
@NullMarked
package dev.gimbal.gate;

import org.jspecify.annotations.NullMarked;
