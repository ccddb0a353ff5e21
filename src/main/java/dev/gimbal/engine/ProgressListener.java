package dev.gimbal.engine;

/** Hears how far an audit has come; called by several workers at once. */
public interface ProgressListener {
  /** So many more forward passes are done. */
  void forwardPasses(int count);
}
