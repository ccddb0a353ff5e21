package dev.gimbal.image;

import java.util.List;
import java.util.OptionalInt;

/** A sequence of images that can be decoded one by one, in a stable order. */
interface ImageSource {
  int size();

  /** Relative path with forward slashes, or array name and index. */
  String name(int index);

  /** The class that the source itself knows. */
  default OptionalInt label(int index) {
    return OptionalInt.empty();
  }

  /** The bytes that identify the image, for the hash. */
  byte[] bytes(int index) throws UnreadableImageException;

  ImageDecoder.Decoded decode(byte[] bytes) throws UnreadableImageException;

  /** What the reader should know about this source, one sentence each. */
  default List<String> warnings() {
    return List.of();
  }
}
