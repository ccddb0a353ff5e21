package dev.gimbal.runtime;

/** Sizes of an image batch. */
public record ImageShape(int batch, int channels, int height, int width) {}
