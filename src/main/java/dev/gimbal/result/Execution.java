package dev.gimbal.result;

import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How an execution provider ran the network.
 *
 * @param devices one name a device that workers were spread over; empty on the CPU
 * @param precision what the provider was seen to compute in, a clause
 * @param settings the provider's settings by ONNX Runtime's keys, precision among them
 * @param placement what ran on the CPU instead, one sentence; empty on the CPU
 * @param onCpu the nodes that ran on the CPU instead of the provider, by operator
 */
public record Execution(
    List<String> devices,
    String precision,
    SortedMap<String, String> settings,
    String placement,
    List<CpuNodes> onCpu) {

  /**
   * Nodes of one operator that the provider left to the CPU.
   *
   * @param op operator
   * @param nodes how many
   * @param names the first few of them
   */
  public record CpuNodes(String op, int nodes, List<String> names) {
    public CpuNodes {
      Objects.requireNonNull(op);
      names = List.copyOf(names);
    }
  }

  /** What {@link #precision} says where nothing is lost. */
  public static final String FLOAT32 = "float32";

  public Execution {
    devices = List.copyOf(devices);
    Objects.requireNonNull(precision);
    settings = new TreeMap<>(settings);
    Objects.requireNonNull(placement);
    onCpu = List.copyOf(onCpu);
  }

  @Override
  public SortedMap<String, String> settings() {
    return new TreeMap<>(settings);
  }
}
