/** The catalogue of operators: what each does to the axes, the geometry and the ancestry. */
@NullMarked
package dev.gimbal.graph.operator;

import org.jspecify.annotations.NullMarked;
