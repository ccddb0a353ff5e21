package dev.gimbal.report.html;

import dev.gimbal.report.AuditDigest;
import dev.gimbal.report.Numbers;
import dev.gimbal.report.SafeText;
import dev.gimbal.report.html.PageView.Banner;
import dev.gimbal.report.html.PageView.Fact;
import dev.gimbal.report.html.PageView.Figure;
import dev.gimbal.report.html.PageView.FindingCard;
import dev.gimbal.report.html.PageView.Group;
import dev.gimbal.report.html.PageView.Link;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Puts the sections of a page together from one result. */
final class ReportPage {
  private static final List<String> SEVERITIES = List.of("error", "high", "medium", "low", "info");
  private static final int LONGEST_SENTENCE = 2000;
  private static final int MOST_PROBES_NAMED = 4;

  private final AuditResult result;
  private final AuditDigest digest;
  private final Notes notes;

  ReportPage(AuditResult result) {
    this.result = result;
    this.digest = new AuditDigest(result);
    this.notes = new Notes(digest);
  }

  PageView view(String css, String script, String policy) {
    ChartIds ids = new ChartIds();
    List<Figure> maps = new SensitivitySection(digest, ids).figures();
    List<Group> curves = new CurveSection(digest, ids).groups();
    List<Figure> depth = new DepthSection(digest, ids).figures();
    List<Figure> phases = new PhaseSection(digest, ids).figures();
    PageView.Collapse collapse = new CollapseSection(digest, ids).view();
    List<GateView> gate = new GateSection(result).view().stream().toList();
    LayerSection layers = new LayerSection(digest);
    List<PageView.Fields> fields = new FieldSection(digest, ids).fields();
    NetworkView network = new NetworkSection(digest, ids, layers.family()).view();
    List<PageView.Table> outputs = new OutputSection(digest).tables();
    List<PictureView> pictures = new PictureSection(digest).pairs();
    return new PageView(
        SafeText.of(result.model().file()) + " · Gimbal report",
        policy,
        css,
        SafeText.of(result.tool().name() + " " + result.tool().version()),
        navigation(
            !gate.isEmpty(),
            !maps.isEmpty(),
            !curves.isEmpty(),
            !phases.isEmpty(),
            !collapse.isEmpty(),
            !network.isEmpty(),
            !fields.isEmpty(),
            !outputs.isEmpty(),
            !pictures.isEmpty()),
        banner(),
        gate,
        findings(),
        maps,
        "Columns and rows are the shifts that were probed, in order and not to scale.",
        curves,
        depth,
        phases,
        collapse,
        network,
        layers.view(),
        fields,
        outputs,
        pictures,
        notes.warnings(),
        notes.environment(),
        notes.states(),
        Glossary.WORDS,
        new SummaryJson(digest).write(),
        script);
  }

  private static List<Link> navigation(
      boolean gate,
      boolean maps,
      boolean curves,
      boolean phases,
      boolean collapse,
      boolean network,
      boolean fields,
      boolean outputs,
      boolean pictures) {
    List<Link> links = new ArrayList<>();
    addIf(links, gate, "#gate", "Gate");
    links.add(new Link("#findings", "Findings"));
    addIf(links, maps, "#sensitivity", "Sensitivity");
    addIf(links, curves, "#curves", "Curves");
    links.add(new Link("#depth", "Depth"));
    addIf(links, phases, "#phase", "Phase");
    addIf(links, collapse, "#collapse", "Vectors");
    addIf(links, network, "#network", "Network");
    links.add(new Link("#layers", "Layers"));
    addIf(links, fields, "#fields", "Fields");
    addIf(links, outputs, "#outputs", "Outputs");
    addIf(links, pictures, "#pictures", "Pictures");
    links.add(new Link("#notes", "Statuses and warnings"));
    links.add(new Link("#method", "Method"));
    return links;
  }

  private static void addIf(List<Link> links, boolean present, String target, String label) {
    if (present) {
      links.add(new Link(target, label));
    }
  }

  private Banner banner() {
    VerdictSentence verdict = new VerdictSentence(digest);
    return new Banner(
        result.gate().map(gate -> gate.verdict().name()).orElse("MEASURED"),
        notes.indicative(),
        verdict.headline(),
        verdict.details(),
        model(),
        audit(),
        SafeText.of(result.plan().command(), 4000));
  }

  private List<Fact> model() {
    AuditResult.Model model = result.model();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("file", SafeText.of(model.file())));
    facts.add(new Fact("sha256", SafeText.of(model.sha256())));
    facts.add(
        new Fact(
            "producer", model.producer().isBlank() ? "not named" : SafeText.of(model.producer())));
    facts.add(new Fact("format", "opset " + model.opset() + ", IR " + model.irVersion()));
    facts.add(new Fact("inputs", lines(model.inputs())));
    facts.add(new Fact("outputs", lines(model.outputs())));
    facts.add(new Fact("size", Numbers.bytes(model.bytes())));
    facts.add(
        new Fact(
            "network",
            Numbers.count(model.parameters(), "parameter")
                + ", "
                + Numbers.count(model.nodes(), "node")
                + ", "
                + Numbers.count(result.layers().size(), "layer")
                + " audited"));
    return facts;
  }

  private List<Fact> audit() {
    AuditResult.Plan plan = result.plan();
    String size = plan.size().stream().map(String::valueOf).collect(Collectors.joining(" × "));
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "images",
            Numbers.whole(plan.images())
                + (plan.drawn() ? " drawn images" : " from " + SafeText.of(plan.imageSource()))
                + (plan.labelled() ? ", labelled" : ", without labels")));
    facts.add(
        new Fact(
            "preprocessing",
            SafeText.of(plan.preprocessing()) + " (" + source(plan.preprocessingSource()) + ")"));
    facts.add(new Fact("input size", size + " (height × width)"));
    facts.add(
        new Fact(
            "probes",
            Numbers.whole(result.probes().size()) + " (" + SafeText.of(plan.probePreset()) + ")"));
    facts.add(new Fact("borders", lines(plan.border())));
    facts.add(new Fact("provider", SafeText.of(result.environment().provider())));
    facts.add(new Fact("seed", Long.toString(plan.seed())));
    facts.add(new Fact("plan hash", SafeText.of(plan.planHash())));
    facts.add(new Fact("images hash", SafeText.of(plan.imagesHash())));
    return facts;
  }

  /** Who said so; a guess is named last and as one. */
  private static String source(String sources) {
    List<String> stated = new ArrayList<>(List.of(sources.split(", ")));
    boolean guessed = stated.removeIf(s -> s.equals("guess") || s.startsWith("guess "));
    String from = stated.isEmpty() ? "" : "from " + SafeText.of(String.join(", ", stated));
    return !guessed ? from : stated.isEmpty() ? "a guess" : from + "; the rest is a guess";
  }

  private static String lines(List<String> lines) {
    return lines.isEmpty()
        ? "none"
        : lines.stream().limit(12).map(SafeText::of).collect(Collectors.joining("; "));
  }

  private List<FindingCard> findings() {
    return result.findings().stream().map(this::finding).toList();
  }

  private FindingCard finding(Finding finding) {
    String known = finding.severity().toLowerCase(Locale.ROOT);
    String layer =
        finding
            .layer()
            .filter(l -> l >= 0 && l < result.layers().size())
            .map(digest::layerName)
            .orElse("");
    String probes =
        finding.probes().stream()
            .limit(MOST_PROBES_NAMED)
            .map(notes::probeName)
            .collect(Collectors.joining(", "));
    int more = finding.probes().size() - MOST_PROBES_NAMED;
    return new FindingCard(
        SafeText.of(finding.severity()),
        SEVERITIES.contains(known) ? known : "info",
        SafeText.of(finding.title(), LONGEST_SENTENCE),
        SafeText.of(finding.evidence(), LONGEST_SENTENCE),
        SafeText.of(finding.remedy(), LONGEST_SENTENCE),
        layer,
        more > 0 ? probes + " and " + Numbers.whole(more) + " more" : probes);
  }
}
