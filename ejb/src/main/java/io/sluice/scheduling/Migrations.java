package io.sluice.scheduling;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
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
        maxPoolSize = 20)
@Singleton
@Startup
public class Migrations {
    @Resource(lookup = Jndi.DATABASE)
    DataSource dataSource;

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void migrate() {
        migrate(dataSource);
    }

    /**
     * Returns when the database is up to date: a singleton answers nobody before it is made. Message-driven beans may be
     * given messages while the application still starts, and begin with this.
     */
    public void awaitDone() {}

    /** Applies what migrations are missing. */
    static void migrate(DataSource dataSource) {
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }
}
