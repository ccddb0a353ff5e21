package dev.gimbal.result;

import java.util.List;
import java.util.Objects;

/**
 * What a policy made of a result.
 *
 * @param policy name of the policy file
 * @param verdict PASS, WARN, FAIL or INCONCLUSIVE
 * @param messages what else there is to say
 */
public record GateResult(String policy, String verdict, List<String> messages) {
  public GateResult {
    messages = List.copyOf(messages);
    Objects.requireNonNull(policy);
    Objects.requireNonNull(verdict);
  }
}
