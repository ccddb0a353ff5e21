package dev.gimbal.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gimbal.plan.AuditRequest;
import dev.gimbal.runtime.Provider;
import org.junit.jupiter.api.Test;

/** The request and the runtime may not know each other, but must offer the same providers. */
final class ProviderNamesTest {
  @Test
  void theRequestOffersWhatTheRuntimeUnderstands() {
    assertThat(AuditRequest.PROVIDERS).isEqualTo(Provider.CHOICES);
  }
}
