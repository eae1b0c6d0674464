package io.sluice.faults;

import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.HashMap;
import java.util.Map;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/** The application's database: the product's own entities and settings, on a data source of our own. */
final class Database {
    /** There from the beginning in PostgreSQL; H2 takes any. */
    static final String USER = "postgres";

    static final String PASSWORD = "none";
    private static final int MOST_CONNECTIONS = 20;

    private Database() {}

    static EntityManagerFactory open(DataSource connections) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
        properties.put("jakarta.persistence.jtaDataSource", "");
        properties.put("jakarta.persistence.nonJtaDataSource", connections);
        properties.put("eclipselink.logging.level", "OFF");
        return Persistence.createEntityManagerFactory("sluice", properties);
    }

    /**
     * Connections are kept and handed out again, as a container does.
     *
     * @param url H2's or PostgreSQL's
     */
    static DataSource pool(String url) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(source(url));
        pool.setMaxConnections(MOST_CONNECTIONS);
        return pool;
    }

    private static ConnectionPoolDataSource source(String url) {
        if (url.startsWith("jdbc:h2:")) {
            var h2 = new JdbcDataSource();
            h2.setUrl(url);
            h2.setUser(USER);
            h2.setPassword(PASSWORD);
            return h2;
        }
        var postgres = new PGConnectionPoolDataSource();
        postgres.setUrl(url);
        postgres.setUser(USER);
        postgres.setPassword(PASSWORD);
        return postgres;
    }
}
