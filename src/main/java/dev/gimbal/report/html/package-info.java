/** The self-contained HTML page: views shape every number, templates only place them. */
@NullMarked
package dev.gimbal.report.html;

import org.jspecify.annotations.NullMarked;
