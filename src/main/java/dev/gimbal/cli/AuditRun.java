package dev.gimbal.cli;

import dev.gimbal.graph.Structure;
import dev.gimbal.plan.AuditPlan;
import dev.gimbal.plan.AuditRequest;
import dev.gimbal.result.Execution;
import dev.gimbal.runtime.ProviderChoice;

/**
 * One audit between the request and the result: what was asked, what was found, what is planned.
 */
record AuditRun(
    AuditRequest request,
    AuditedModel audited,
    Structure structure,
    AuditPlan plan,
    ProbeChoice probes,
    ImageChoice images,
    ProviderChoice provider,
    Execution execution) {}
