/** Names the causes of measured losses, and says in words what the numbers show. */
@NullMarked
package dev.gimbal.diagnose;

import org.jspecify.annotations.NullMarked;
