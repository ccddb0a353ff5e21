package dev.gimbal.cli;

import dev.gimbal.result.Execution;
import dev.gimbal.runtime.NodePlacement;
import dev.gimbal.runtime.NvidiaDriver;
import dev.gimbal.runtime.Provider;
import dev.gimbal.runtime.RunFailure;
import dev.gimbal.weave.ExposedModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which nodes of a model ran on the CPU instead of the provider asked for.
 *
 * @param placement where every node ran; empty where that could not be learnt
 * @param problem why not
 */
record PlacementReport(Optional<NodePlacement> placement, String problem) {
  private static final String COPY = "Memcpy";

  /** One line of {@code gimbal doctor}. */
  record Row(String name, String text) {}

  /** Runs an audited model once with a profile, with these tensors as outputs beside its own. */
  static PlacementReport of(AuditedModel audited, List<String> layers, Provider provider) {
    byte[] bytes =
        ExposedModel.bytes(
            audited.model(),
            audited.input(),
            1,
            audited.preprocessing().height(),
            audited.preprocessing().width(),
            layers);
    return of(bytes, audited.model().folder(), provider);
  }

  /** Runs any graph once with a profile; open axes of its inputs count as 1. */
  static PlacementReport of(byte[] model, Path externalFolder, Provider provider) {
    try {
      return new PlacementReport(
          Optional.of(NodePlacement.trace(model, externalFolder, provider)), "");
    } catch (RunFailure e) {
      return new PlacementReport(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  /** The facts for a result. */
  static Execution execution(
      Provider provider, String precision, Optional<PlacementReport> report) {
    NvidiaDriver driver = NvidiaDriver.ofThisMachine();
    return new Execution(
        provider.devices().stream().map(driver::device).toList(),
        precision,
        provider.settings(),
        report.map(known -> known.sentence(provider)).orElse(""),
        report.flatMap(PlacementReport::placement).map(NodePlacement::onCpu).stream()
            .flatMap(List::stream)
            .map(group -> new Execution.CpuNodes(group.operator(), group.nodes(), group.names()))
            .toList());
  }

  List<Row> rows(Provider provider) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("Nodes", sentence(provider)));
    if (placement.isPresent() && !provider.isCpu()) {
      for (NodePlacement.Group group : placement.get().onCpu()) {
        String more = group.nodes() > group.names().size() ? ", …" : "";
        rows.add(
            new Row(
                "  on the CPU",
                group.nodes()
                    + " "
                    + group.operator()
                    + ": "
                    + group.names().stream().map(Console::line).collect(Collectors.joining(", "))
                    + more));
      }
    }
    return rows;
  }

  private String sentence(Provider provider) {
    if (placement.isEmpty()) {
      return "unknown which nodes run on the CPU: " + problem;
    }
    NodePlacement nodes = placement.get();
    if (provider.isCpu()) {
      return nodes.nodes() + " after fusing, all on the CPU as asked";
    }
    int cpu = nodes.onCpu().stream().mapToInt(NodePlacement.Group::nodes).sum();
    int copies =
        nodes.groups().stream()
            .filter(group -> group.operator().startsWith(COPY))
            .mapToInt(NodePlacement.Group::nodes)
            .sum();
    return nodes.nodes()
        - copies
        + " after fusing; "
        + (cpu == 0 ? "none" : cpu)
        + " on the CPU instead of "
        + provider.id()
        + (copies == 0 ? "" : "; " + copies + " copies between host and device");
  }
}
