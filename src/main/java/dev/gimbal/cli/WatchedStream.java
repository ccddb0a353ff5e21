package dev.gimbal.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Remembers whether a stream failed, whatever its users make of the failure. */
final class WatchedStream {
  private Optional<IOException> failure = Optional.empty();

  /** The first failure of the stream, where there was any. */
  Optional<IOException> failure() {
    return failure;
  }

  /** The stream, watched; closing it closes the stream. */
  OutputStream over(OutputStream stream) {
    return new FilterOutputStream(stream) {
      @Override
      public void write(int one) throws IOException {
        watch(() -> stream.write(one));
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        watch(() -> stream.write(bytes, from, length));
      }

      @Override
      public void flush() throws IOException {
        watch(stream::flush);
      }
    };
  }

  /** What is done to the stream. */
  private interface Action {
    void run() throws IOException;
  }

  private void watch(Action action) throws IOException {
    try {
      action.run();
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
      throw e;
    }
  }
}
