package io.sluice.web.health;

import io.sluice.admin.Field;
import io.sluice.api.FieldStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when machines can connect. */
@Readiness
@ApplicationScoped
public class AdapterReady implements HealthCheck {
    @Inject
    Field field;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("adapter");
        FieldStatus status = field.status().orElse(null);
        if (status == null) {
            return answer.down()
                    .withData("reason", "The connector is not running.")
                    .build();
        }
        if (!status.listening()) {
            return answer.down()
                    .withData("reason", "The port for machines is not open yet.")
                    .build();
        }
        return answer.up().withData("machines", status.machines().size()).build();
    }
}
