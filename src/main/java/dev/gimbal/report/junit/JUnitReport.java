package dev.gimbal.report.junit;

import dev.gimbal.report.SafeText;
import dev.gimbal.report.gate.GateItem;
import dev.gimbal.report.gate.GateItem.Kind;
import dev.gimbal.report.gate.GateItems;
import dev.gimbal.report.gate.GateText;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.GateResult;
import dev.gimbal.result.RuleOutcome;
import dev.gimbal.result.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A gate as JUnit XML. A suite is a family of probes, a case a rule on a layer or output.
 * Violations of level error are failures, undecided comparisons of that level errors; what level
 * warn says and what is suppressed is skipped with its reason, and so is a rule that found nothing
 * to compare. Above {@link #MOST_CASES} cases the layers of a rule and family are rolled up into
 * one.
 */
public final class JUnitReport {
  /** More cases than this are rolled up. */
  public static final int MOST_CASES = 5000;

  private static final int LONGEST = 2000;

  /** For findings, and for the rest; one more case of each says what was left out. */
  private static final int HALF = MOST_CASES / 2 - 1;

  /** One test case; type and message are empty for one that passed. */
  private record TestCase(String rule, String name, State state, String type, String message) {}

  private enum State {
    PASSED,
    FAILED,
    ERROR,
    SKIPPED
  }

  private final AuditResult result;
  private final GateResult gate;
  private final GateText text;
  private final Map<String, List<TestCase>> suites = new LinkedHashMap<>();

  private JUnitReport(AuditResult result) {
    this.result = result;
    this.gate = result.gate().orElseThrow();
    this.text = new GateText(result);
  }

  /** Writes UTF-8; the stream stays open. */
  public static void write(AuditResult result, OutputStream stream) {
    JUnitReport report = new JUnitReport(result);
    report.gather();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(stream, "UTF-8");
      report.write(xml);
      xml.flush();
    } catch (XMLStreamException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private void gather() {
    List<GateItem> items = GateItems.of(result);
    PassedTargets passed = new PassedTargets(result, items);
    List<RuleOutcome> idle = gate.rules().stream().filter(r -> r.compared() == 0).toList();
    if (items.size() + passed.size() + idle.size() <= MOST_CASES) {
      items.forEach(item -> add(item.family(), single(item)));
      passed.forEach((rule, family, name) -> add(family, passed(rule, name)));
      idle.forEach(rule -> add("nothing to compare", idle(rule)));
    } else {
      rollUp(items);
      rollUp(passed.groups(), idle);
    }
  }

  private void add(String suite, TestCase one) {
    suites.computeIfAbsent(suite, name -> new ArrayList<>()).add(one);
  }

  private TestCase single(GateItem item) {
    return new TestCase(
        item.rule().id(), item.target(), state(item.kind()), item.kind().word(), message(item));
  }

  private String message(GateItem item) {
    String prefix = item.kind() == Kind.SUPPRESSED ? "" : item.kind().word() + ": ";
    return prefix + GateText.asked(item.rule()) + ": " + text.found(item);
  }

  /** One case for each rule, family and kind; the items come gravest first, so the worst leads. */
  private void rollUp(List<GateItem> items) {
    Map<List<Object>, List<GateItem>> groups = new LinkedHashMap<>();
    for (GateItem item : items) {
      groups
          .computeIfAbsent(
              List.of(item.rule().id(), item.family(), item.kind()), key -> new ArrayList<>())
          .add(item);
    }
    List<List<GateItem>> all = List.copyOf(groups.values());
    all.stream()
        .limit(HALF)
        .forEach(
            group -> {
              GateItem worst = group.get(0);
              String name = group.size() + " " + worst.rule().on() + ", worst " + worst.target();
              add(
                  worst.family(),
                  new TestCase(
                      worst.rule().id(),
                      name,
                      state(worst.kind()),
                      worst.kind().word(),
                      message(worst)));
            });
    if (all.size() > HALF) {
      GateItem gravest = all.get(HALF).get(0);
      String name = (all.size() - HALF) + " more pairs of rule and family";
      String message = gravest.kind().word() + ": they are listed in the result file; all count.";
      add(
          "more",
          new TestCase("gimbal", name, state(gravest.kind()), gravest.kind().word(), message));
    }
  }

  /** One case for each rule and family, and one for each rule without any. */
  private void rollUp(List<PassedTargets.Group> passed, List<RuleOutcome> idle) {
    passed.stream()
        .limit(HALF)
        .forEach(one -> add(one.family(), passed(one.rule(), one.inWords() + " passed")));
    int room = Math.max(0, HALF - passed.size());
    idle.stream().limit(room).forEach(rule -> add("nothing to compare", idle(rule)));
    int more = Math.max(0, passed.size() - HALF) + Math.max(0, idle.size() - room);
    if (more > 0) {
      String name = more + " more pairs of rule and family without a finding";
      add("more", new TestCase("gimbal", name, State.PASSED, "", ""));
    }
  }

  private static State state(Kind kind) {
    return switch (kind) {
      case FAILURE -> State.FAILED;
      case INCONCLUSIVE -> State.ERROR;
      case WARNING, UNSURE, SUPPRESSED -> State.SKIPPED;
    };
  }

  private static TestCase passed(RuleOutcome rule, String name) {
    return new TestCase(rule.id(), name, State.PASSED, "", "");
  }

  private static TestCase idle(RuleOutcome rule) {
    String why = String.join(" ", rule.notes());
    return rule.verdict() == Verdict.SKIPPED
        ? new TestCase(rule.id(), rule.on(), State.SKIPPED, "SKIPPED", why)
        : passed(rule, rule.on());
  }

  private void write(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeCharacters("\n");
    List<TestCase> all = suites.values().stream().flatMap(List::stream).toList();
    xml.writeStartElement("testsuites");
    attribute(xml, "name", text.headline());
    counts(xml, all, false);
    for (Map.Entry<String, List<TestCase>> suite : suites.entrySet()) {
      xml.writeCharacters("\n");
      xml.writeStartElement("testsuite");
      attribute(xml, "name", suite.getKey());
      counts(xml, suite.getValue(), true);
      for (TestCase one : suite.getValue()) {
        write(xml, one);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
    }
    xml.writeCharacters("\n");
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.writeEndDocument();
  }

  private static void counts(XMLStreamWriter xml, List<TestCase> cases, boolean skipped)
      throws XMLStreamException {
    attribute(xml, "tests", String.valueOf(cases.size()));
    attribute(xml, "failures", count(cases, State.FAILED));
    attribute(xml, "errors", count(cases, State.ERROR));
    if (skipped) {
      attribute(xml, "skipped", count(cases, State.SKIPPED));
    }
  }

  private static String count(List<TestCase> cases, State state) {
    return String.valueOf(cases.stream().filter(one -> one.state() == state).count());
  }

  private static void write(XMLStreamWriter xml, TestCase one) throws XMLStreamException {
    xml.writeCharacters("\n");
    xml.writeStartElement("testcase");
    attribute(xml, "classname", one.rule());
    attribute(xml, "name", one.name());
    if (one.state() != State.PASSED) {
      String element =
          switch (one.state()) {
            case FAILED -> "failure";
            case ERROR -> "error";
            default -> "skipped";
          };
      xml.writeStartElement(element);
      if (one.state() != State.SKIPPED) {
        attribute(xml, "type", one.type());
      }
      attribute(xml, "message", one.message());
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** XML 1.0 has no way to write control characters, so they are made visible. */
  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, SafeText.of(value, LONGEST));
  }
}
