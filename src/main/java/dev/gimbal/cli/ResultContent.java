package dev.gimbal.cli;

import dev.gimbal.fault.InputException;
import dev.gimbal.plan.OutputTarget;
import dev.gimbal.report.badge.Badge;
import dev.gimbal.report.html.HtmlReport;
import dev.gimbal.report.junit.JUnitReport;
import dev.gimbal.report.markdown.GithubAnnotations;
import dev.gimbal.report.markdown.MarkdownReport;
import dev.gimbal.report.sarif.SarifReport;
import dev.gimbal.result.AuditResult;
import dev.gimbal.result.ResultJson;
import java.util.List;

/** What each format makes of a result. */
final class ResultContent {
  private ResultContent() {}

  /** The result in a format; formats of verdicts need a result with a gate. */
  static OutputFiles.Content of(OutputTarget.Format format, AuditResult result) {
    return stream -> {
      switch (format) {
        case HTML -> new HtmlReport().write(result, stream);
        case JSON -> ResultJson.write(result, stream);
        case JUNIT -> JUnitReport.write(result, stream);
        case SARIF -> SarifReport.write(result, stream);
        case MARKDOWN -> MarkdownReport.write(result, MarkdownReport.Place.SUMMARY, stream);
        case COMMENT -> MarkdownReport.write(result, MarkdownReport.Place.COMMENT, stream);
        case GITHUB -> GithubAnnotations.write(result, stream);
        case BADGE -> Badge.write(result, stream);
      }
    };
  }

  /**
   * Refuses formats that tell a verdict where no policy gives one, before anything is measured.
   *
   * @throws InputException of kind ARGUMENTS
   */
  static void requireNoVerdict(List<OutputTarget> outputs) {
    for (OutputTarget output : outputs) {
      if (output.format().isOfVerdicts()) {
        throw InputException.arguments(
            "-o " + output.format().id() + " tells a verdict, and no --policy is given.",
            "Add --policy FILE, or --policy recommended.");
      }
    }
  }
}
