package dev.gimbal.score;

/**
 * How much the answer to one image changed under a probe, for finding the worst.
 *
 * @param flipped whether another class comes first; always false for outputs that are not classes
 * @param wasWrong whether the image is labelled and its reference is not the label
 * @param size drop of the reference class's probability; for dense outputs the share of visible
 *     positions that change their class; otherwise ‖f(gx) − f(x)‖², in the output's own units
 */
public record AnswerChange(boolean flipped, boolean wasWrong, double size) {}
