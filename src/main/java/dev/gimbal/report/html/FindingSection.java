package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.html.PageView.FindingCard;
import dev.gimbal.report.html.PageView.Link;
import dev.gimbal.result.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Findings as cards, each with links to the charts and the layer that show its evidence. */
final class FindingSection {
  private static final List<String> SEVERITIES = List.of("error", "high", "medium", "low", "info");
  private static final int LONGEST_SENTENCE = 2000;
  private static final int MOST_PROBES_NAMED = 4;

  /** Where the evidence of a kind of finding is drawn. */
  private static final Map<String, List<String>> CHARTS =
      Map.ofEntries(
          Map.entry("consistency-small-moves", List.of("#sensitivity", "#curves")),
          Map.entry("consistency-large-moves", List.of("#sensitivity", "#curves")),
          Map.entry("constant-prediction", List.of("#outputs")),
          Map.entry("answers-alike", List.of("#outputs")),
          Map.entry("position-dependence", List.of("#collapse", "#depth")),
          Map.entry("position-free", List.of("#collapse")),
          Map.entry("map-to-vector", List.of("#collapse", "#depth")),
          Map.entry("sampling", List.of("#phase", "#depth")),
          Map.entry("border", List.of("#depth")),
          Map.entry("global-context", List.of("#depth")),
          Map.entry("position-or-context", List.of("#depth")),
          Map.entry("resampling-dominated", List.of("#depth")),
          Map.entry("failed-layers", List.of("#notes")),
          Map.entry("degenerate-layers", List.of("#layers")),
          Map.entry("instrument-error", List.of("#fields", "#depth")),
          Map.entry("indicative-sample", List.of("#notes")),
          Map.entry("guessed-preprocessing", List.of("#notes")));

  private final AuditDigest digest;
  private final List<Link> sections;

  /**
   * Prepares the cards.
   *
   * @param sections the sections that the page has
   */
  FindingSection(AuditDigest digest, List<Link> sections) {
    this.digest = digest;
    this.sections = sections;
  }

  List<FindingCard> cards() {
    return digest.result().findings().stream().map(this::card).toList();
  }

  private FindingCard card(Finding finding) {
    String known = finding.severity().toLowerCase(Locale.ROOT);
    return new FindingCard(
        SafeText.of(finding.severity()),
        SEVERITIES.contains(known) ? known : "info",
        SafeText.of(finding.title(), LONGEST_SENTENCE),
        SafeText.of(finding.evidence(), LONGEST_SENTENCE),
        SafeText.of(finding.remedy(), LONGEST_SENTENCE),
        links(finding),
        probes(finding));
  }

  private List<Link> links(Finding finding) {
    List<Link> links = new ArrayList<>();
    for (String target : CHARTS.getOrDefault(finding.id(), List.of())) {
      sections.stream().filter(link -> link.target().equals(target)).forEach(links::add);
    }
    finding
        .layer()
        .filter(layer -> layer >= 0 && layer < digest.result().layers().size())
        .ifPresent(
            layer -> links.add(new Link("#layer-" + layer, "layer " + digest.layerName(layer))));
    if (finding.remedy().matches("(?s).*\\([A-Z][a-z]+ (19|20)\\d\\d.*")) {
      links.add(new Link("#sources", "sources"));
    }
    return links;
  }

  private String probes(Finding finding) {
    String probes =
        finding.probes().stream()
            .limit(MOST_PROBES_NAMED)
            .map(this::probeName)
            .collect(Collectors.joining(", "));
    int more = finding.probes().size() - MOST_PROBES_NAMED;
    return more > 0 ? probes + " and " + Numbers.whole(more) + " more" : probes;
  }

  /** A probe's name, or its number where the result has no such probe. */
  private String probeName(int probe) {
    return probe >= 0 && probe < digest.result().probes().size()
        ? SafeText.of(digest.result().probes().get(probe).id())
        : "probe " + probe;
  }
}
