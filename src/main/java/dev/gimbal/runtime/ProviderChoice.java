package dev.gimbal.runtime;

import java.util.Objects;

/**
 * The execution provider that sessions will use, and why it was chosen.
 *
 * @param provider the one to open sessions with
 * @param note a clause for the report, such as {@code asked for} or {@code no CUDA: libcublas.so.13
 *     is missing}
 */
public record ProviderChoice(Provider provider, String note) {
  public ProviderChoice {
    Objects.requireNonNull(provider);
    Objects.requireNonNull(note);
  }
}
