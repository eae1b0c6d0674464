package io.sluice.web.health;

import io.sluice.admin.Condition;
import io.sluice.admin.Field;
import io.sluice.api.FieldStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Whether the database answers, as its pulse was found last: nobody is asked now.
 *
 * <p>Until the port for machines is open, a database that is away is the reason why it does not open, so this is down.
 * Once it is open the machines work on by their grants without the database: to take them away from here then, as an
 * orchestrator does with what is not ready, would stop what still works. So this stays up, and says what is wrong.
 */
@Readiness
@ApplicationScoped
public class DatabaseReady implements HealthCheck {
    @Inject
    Condition condition;

    @Inject
    Field field;

    @Override
    public HealthCheckResponse call() {
        boolean away = condition.isDatabaseAway();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("database").withData("answers", !away);
        if (!away) {
            return answer.up().build();
        }
        answer.withData("reason", "The database does not answer.");
        boolean machinesCanConnect =
                field.status().filter(FieldStatus::listening).isPresent();
        return answer.status(machinesCanConnect).build();
    }
}
