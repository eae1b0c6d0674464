package io.sluice.web.health;

import io.sluice.admin.Bookings;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the ledger can be read. */
@Readiness
@ApplicationScoped
public class DatabaseReady implements HealthCheck {
    private static final Logger LOG = System.getLogger(DatabaseReady.class.getName());

    @Inject
    private Bookings bookings;

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("database");
        try {
            return answer.up()
                    .withData("unpublished", bookings.backlog().unpublished())
                    .build();
        } catch (EJBException e) {
            LOG.log(Level.WARNING, "The database does not answer: " + firstCause(e));
            return answer.down()
                    .withData("reason", "The database does not answer.")
                    .build();
        }
    }

    private static String firstCause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
