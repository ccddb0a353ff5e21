/** What is to be measured: the audit as asked for and as resolved. Data only. */
@NullMarked
package dev.gimbal.plan;

import org.jspecify.annotations.NullMarked;
