/** What every single image contributed to a result: the file beside it, written and read. */
@NullMarked
package dev.gimbal.result.records;

import org.jspecify.annotations.NullMarked;
