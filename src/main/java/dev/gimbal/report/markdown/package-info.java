/** A gate's verdict where pull requests are read: Markdown and workflow annotations. */
@NullMarked
package dev.gimbal.report.markdown;

import org.jspecify.annotations.NullMarked;
