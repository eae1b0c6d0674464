package io.sluice.scheduling;

import io.sluice.distribution.PoolPasswords;
import io.sluice.distribution.SecretKeyException;
import io.sluice.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the database up to date before anything else is done with it; who needs it so at start depends on this bean.
 *
 * <p>The data source takes part in no two-phase commit: nothing is ever done to the database and to the broker in one
 * transaction.
 */
@DataSourceDefinition(
        name = Jndi.DATABASE,
        className = "${MPCONFIG=sluice.db.class}",
        url = "${MPCONFIG=sluice.db.url}",
        user = "${MPCONFIG=sluice.db.user}",
        password = "${MPCONFIG=sluice.db.password}",
        initialPoolSize = 2,
        minPoolSize = 2,
        maxPoolSize = 20,
        properties = {
            // Connections that died with a restart of the database are noticed and thrown away before they are used.
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation",
            "fish.payara.max-wait-time-in-millis=10000"
        })
@Singleton
@Startup
public class Migrations {
    private static final Logger LOG = System.getLogger(Migrations.class.getName());
    private static final long PATIENCE_SECONDS = 60;

    /** Of this deployment: the next one has a class loader of its own. */
    private static final CompletableFuture<Void> DONE = new CompletableFuture<>();

    @Resource(lookup = Jndi.DATABASE)
    DataSource dataSource;

    /** Applies what migrations are missing. No other method may have this name: the container finds it by that. */
    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void atStart() {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            int encrypted = PoolPasswords.secure(dataSource, Settings.ofThisProcess());
            if (encrypted > 0) {
                LOG.log(Level.INFO, encrypted + " pool passwords of an earlier version were encrypted.");
            }
            DONE.complete(null);
        } catch (SecretKeyException e) {
            // The container hides the reason of a failed start; the launcher says this one.
            System.setProperty("sluice.start.failure", e.getMessage());
            DONE.completeExceptionally(e);
            throw e;
        } catch (RuntimeException e) {
            DONE.completeExceptionally(e);
            throw e;
        } catch (SQLException e) {
            DONE.completeExceptionally(e);
            throw new IllegalStateException("the pool passwords could not be read", e);
        }
    }

    /**
     * Returns when the database is up to date. Message-driven beans are given messages while the application still starts,
     * and begin with this. It asks no bean: a call to a singleton whose container is not up yet breaks it for good.
     *
     * @throws IllegalStateException when the database could not be brought up to date
     */
    static void awaitDone() {
        try {
            DONE.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the application starts", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the database is not up to date", e);
        }
    }
}
