package dev.gimbal.diagnose;

/**
 * What could be done about a finding, what it costs, and where the idea comes from; the report's
 * method section lists the sources.
 */
final class Remedy {
  static final String POSITION =
      "Pool over all positions before this layer instead of flattening (Lin 2013), or encode"
          + " positions relative to each other: both give up knowing where things are, and need"
          + " training again. Shifted training images lower it without changing the network, for"
          + " images like those trained on (Azulay 2019).";

  static final String SAMPLING =
      "Low-pass filter before the stride or pooling above this layer (Zhang 2019): it costs a"
          + " little compute, some sharpness and a fine-tuning.";

  static final String BORDER =
      "Part of it is content that a shift removes, which no network can put back: measure with the"
          + " context or canvas protocol to leave the padding alone. Zero padding tells a network"
          + " where it is (Islam 2020, Kayhan 2020); reflect padding or larger margins lower that,"
          + " at the price of compute and training again.";

  static final String CONTEXT =
      "Usually intended. Fixed statistics would remove it and cost adaptivity.";

  static final String POSITION_OR_CONTEXT = "Look at the layers before the first of either kind.";

  static final String SMALL_MOVES =
      "Train on shifted images, which helps for images like those trained on (Azulay 2019). Where a"
          + " finding names a layer, changing that layer is the other way. Both need training.";

  static final String LARGE_MOVES =
      "Train on shifted images, or centre the object first; both cost a training or a step before"
          + " the network. A shift this large also removes content: compare with the context border"
          + " protocol.";

  static final String MORE_CLASSES =
      "Give images of several classes, and check the preprocessing: a wrong scale often ends in"
          + " one class.";

  private Remedy() {}
}
