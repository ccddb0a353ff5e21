package dev.gimbal.gate;

import dev.gimbal.result.Outcome;
import java.util.Optional;

/**
 * One number, or the state in its place, that a rule looks at.
 *
 * @param target index of the layer or of the output
 * @param probe index of the probe, for scores under one
 * @param orbit name of the orbit, for scores over one
 * @param found with the interval at the rule's confidence
 */
record Subject(int target, Optional<Integer> probe, Optional<String> orbit, Outcome found) {}
