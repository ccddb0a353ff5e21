package dev.gimbal.graph.operator;

/** What kinds of operators lie between the input and a tensor, beside local ones. */
public record Influence(boolean global, boolean positional) {
  public static final Influence LOCAL = new Influence(false, false);
  public static final Influence GLOBAL = new Influence(true, false);
  public static final Influence POSITIONAL = new Influence(false, true);

  public Influence and(Influence other) {
    return new Influence(global || other.global, positional || other.positional);
  }
}
