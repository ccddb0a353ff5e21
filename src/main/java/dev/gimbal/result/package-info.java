/** The immutable result of an audit and its JSON form: the contract of every later stage. */
@NullMarked
package dev.gimbal.result;

import org.jspecify.annotations.NullMarked;
