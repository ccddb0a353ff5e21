package dev.gimbal.plan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a sidecar says about one output.
 *
 * @param kind {@code classes}, {@code dense}, {@code embedding}, {@code detections} or {@code
 *     other}
 * @param scale {@code auto}, {@code logits}, {@code log-probabilities} or {@code probabilities}
 * @param classNames file with the class names
 */
public record OutputSpec(
    Optional<String> kind, Optional<String> scale, Optional<Path> classNames) {}
