package io.sluice.web.health;

import io.sluice.admin.Condition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Says whether the system is degraded, and why. It is always up: a degraded system still serves machines. */
@Readiness
@ApplicationScoped
public class ConditionReady implements HealthCheck {
    @Inject
    Condition condition;

    @Override
    public HealthCheckResponse call() {
        List<String> reasons = condition.degradedInPublic();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("condition").up();
        return reasons.isEmpty()
                ? answer.withData("state", "GOOD").build()
                : answer.withData("state", "DEGRADED")
                        .withData("reasons", String.join(" ", reasons))
                        .build();
    }
}
