package dev.gimbal.result;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing the numbers say, in words.
 *
 * @param id stable kind of finding, such as {@code position-dependence}
 * @param severity error (instrument), high, medium, low, info
 * @param title one sentence
 * @param evidence the numbers behind it, one sentence
 * @param remedy what could be done and what it costs; empty for none
 * @param layer index of the layer concerned, if one
 * @param probes indices of the probes concerned
 */
public record Finding(
    String id,
    String severity,
    String title,
    String evidence,
    String remedy,
    Optional<Integer> layer,
    List<Integer> probes) {
  public Finding {
    probes = List.copyOf(probes);
    Objects.requireNonNull(id);
    Objects.requireNonNull(severity);
    Objects.requireNonNull(title);
    Objects.requireNonNull(evidence);
    Objects.requireNonNull(remedy);
    Objects.requireNonNull(layer);
  }
}
