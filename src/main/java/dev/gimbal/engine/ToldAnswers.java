package dev.gimbal.engine;

import dev.gimbal.result.Answer;
import dev.gimbal.result.LayerInfo;
import dev.gimbal.result.Outcome;
import dev.gimbal.score.OutputAudit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** What the outputs say before and after a probe, in the words of the model's own classes. */
final class ToldAnswers {
  private final List<OutputAudit> audits;
  private final List<LayerInfo> outputs;
  private final Map<String, List<String>> classNames;

  /**
   * Prepares.
   *
   * @param outputs the layers that are outputs, parallel to the audits
   * @param classNames by the output's name
   */
  ToldAnswers(
      List<OutputAudit> audits, List<LayerInfo> outputs, Map<String, List<String>> classNames) {
    this.audits = List.copyOf(audits);
    this.outputs = List.copyOf(outputs);
    this.classNames = Map.copyOf(classNames);
  }

  /** The output that decides which pairs are worst: classes before dense before anything else. */
  OptionalInt leading() {
    return IntStream.range(0, audits.size())
        .boxed()
        .min(Comparator.comparing((Integer output) -> audits.get(output).spec().kind()))
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /**
   * The smallest change of an output that is worth a picture, in the units of its changes.
   *
   * @param share of probability, of positions, or of D
   */
  double least(int output, double share) {
    return switch (audits.get(output).spec().kind()) {
      case CLASSES, DENSE -> share;
      case EMBEDDING, DETECTIONS, OTHER -> share * scale(output).orElse(0.0);
    };
  }

  /** One answer an output, from its values before and after. */
  List<Answer> of(int probe, List<float[]> before, List<float[]> after) {
    List<Answer> answers = new ArrayList<>();
    for (int output = 0; output < audits.size(); output++) {
      Answer answer = audits.get(output).answer(probe, before.get(output), after.get(output));
      answers.add(complete(output, answer, before.get(output), after.get(output)));
    }
    return answers;
  }

  private Answer complete(int output, Answer answer, float[] before, float[] after) {
    if (!answer.classes().isEmpty()) {
      return names(output).map(answer::named).orElse(answer);
    }
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      double difference = (double) after[i] - before[i];
      sum += difference * difference;
    }
    Optional<Double> distance = scale(output).filter(d -> d > 0);
    return distance.isPresent() && Double.isFinite(sum / distance.get())
        ? answer.at(sum / distance.get())
        : answer;
  }

  /** The name of a label, in the words of the leading output. */
  Optional<String> labelName(int label) {
    OptionalInt leading = leading();
    return leading.isEmpty()
        ? Optional.empty()
        : names(leading.getAsInt()).filter(n -> label < n.size()).map(n -> n.get(label));
  }

  private Optional<List<String>> names(int output) {
    return Optional.ofNullable(classNames.get(outputs.get(output).name()))
        .filter(names -> names.size() == audits.get(output).spec().channels());
  }

  private Optional<Double> scale(int output) {
    return outputs.get(output).scale() instanceof Outcome.Measured measured
        ? Optional.of(measured.value())
        : Optional.empty();
  }
}
