package dev.gimbal.image;

/** The order of the axes of the network's input tensor. */
public enum Layout {
  NCHW,
  NHWC
}
