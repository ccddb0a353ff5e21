package dev.gimbal.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * One finished process.
 *
 * @param seconds from start to end
 * @param cpuSeconds of user and system time; NaN where the system does not tell
 * @param peakMebibytes most resident memory; NaN where the system does not tell
 * @param text what it wrote to both of its streams
 */
record ChildRun(double seconds, double cpuSeconds, double peakMebibytes, String text) {
  private static final int POLL_MILLISECONDS = 20;
  private static final double TICKS_PER_SECOND = 100;

  /**
   * Runs a command to its end.
   *
   * @throws IllegalStateException with its output when it does not end with exit code 0
   */
  static ChildRun of(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("gimbal-bench", ".log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    double peak = Double.NaN;
    double cpu = Double.NaN;
    // Both only grow and outlive no process: the last look before the end counts. The poll is
    // coarse against an audit and fine against what memory a process adds in its last moment.
    while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
      peak = latest(PeakMemory.ofProcess(process.pid()), peak);
      cpu = latest(cpuSeconds(process.pid()), cpu);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    String text = Files.readString(log);
    Files.delete(log);
    if (process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", command) + "\n" + text);
    }
    return new ChildRun(seconds, cpu, peak, text);
  }

  private static double latest(OptionalDouble seen, double before) {
    return seen.isPresent() && !(seen.getAsDouble() < before) ? seen.getAsDouble() : before;
  }

  private static OptionalDouble cpuSeconds(long process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
      // The name in brackets may hold blanks; utime and stime are the 12th and 13th field behind
      // it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return OptionalDouble.of(
          (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND);
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }
}
