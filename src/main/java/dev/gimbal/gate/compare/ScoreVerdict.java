package dev.gimbal.gate.compare;

/** What a paired difference says about whether a score changed. */
public enum ScoreVerdict {
  /** It fell by more than the margin, or a number became none. */
  WORSE("worse"),
  /** It rose by more than the margin. */
  IMPROVED("improved"),
  /** Its true difference, up or down, is no larger than the margin. */
  SAME("same"),
  /** Of several scores some are worse and some improved. */
  MIXED("mixed"),
  /** These images cannot tell. */
  UNDECIDED("undecided");

  private final String word;

  ScoreVerdict(String word) {
    this.word = word;
  }

  /** As text and JSON say it. */
  public String word() {
    return word;
  }
}
