package io.sluice.distribution;

import io.sluice.audit.AuditLog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;

/** The databases that the application runs on, real ones, migrated as the application does it. */
public enum TestDatabase {
    H2 {
        @Override
        public DataSource empty() {
            return JdbcConnectionPool.create(
                    "jdbc:h2:mem:test" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sluice", "");
        }
    },
    POSTGRESQL {
        @Override
        public DataSource empty() {
            String name = "test" + COUNT.incrementAndGet();
            try (var connection = Postgres.RUNNING.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return Postgres.RUNNING.getDatabase("postgres", name);
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    static {
        // No file of a key in the folder that tests happen to run in.
        System.setProperty("sluice.secret.key", "0123456789abcdef".repeat(4));
    }

    /** Stopped with the JVM. */
    private static final class Postgres {
        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A new database with nothing in it. */
    public abstract DataSource empty();

    /** A new database, migrated. */
    public Store open() {
        return open(empty());
    }

    /** A database that may have been used before, migrated. */
    public static Store open(DataSource dataSource) {
        migrate(dataSource, "latest");
        Map<String, Object> properties = new HashMap<>();
        properties.put("jakarta.persistence.transactionType", "RESOURCE_LOCAL");
        properties.put("jakarta.persistence.jtaDataSource", "");
        properties.put("jakarta.persistence.nonJtaDataSource", dataSource);
        properties.put("eclipselink.session-name", "test" + COUNT.incrementAndGet());
        properties.put("eclipselink.logging.level", "SEVERE");
        return new Store(Persistence.createEntityManagerFactory("sluice", properties));
    }

    /** Applies the migrations up to a version. */
    public static void migrate(DataSource dataSource, String version) {
        Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
    }

    /** One database and its transactions. */
    public record Store(EntityManagerFactory factory) implements AutoCloseable {
        /** Runs work in a transaction of its own, as the container would. */
        public <T> T get(Function<EntityManager, T> work) {
            try (EntityManager em = factory.createEntityManager()) {
                em.getTransaction().begin();
                try {
                    T result = work.apply(em);
                    em.getTransaction().commit();
                    return result;
                } finally {
                    if (em.getTransaction().isActive()) {
                        em.getTransaction().rollback();
                    }
                }
            }
        }

        /** Runs work in a transaction of its own, as the container would. */
        public void run(Consumer<EntityManager> work) {
            get(em -> {
                work.accept(em);
                return null;
            });
        }

        /** The ledger, for one transaction. */
        public static CapabilityLedger ledger(EntityManager em) {
            var ledger = new CapabilityLedger();
            ledger.em = em;
            ledger.check = new UpToStandardCheck();
            return ledger;
        }

        /** What sets standards, for one transaction. */
        public static Standards standards(EntityManager em) {
            var standards = new Standards();
            standards.em = em;
            standards.check = new UpToStandardCheck();
            return standards;
        }

        /** What reads, for one transaction. */
        public static LedgerQueries queries(EntityManager em) {
            var queries = new LedgerQueries();
            queries.em = em;
            return queries;
        }

        /** The registry of machines, for one transaction. */
        public static MachineRegistry machines(EntityManager em) {
            var machines = new MachineRegistry();
            machines.em = em;
            return machines;
        }

        /** What writes events and forgets them, for one transaction. */
        public static EventLog events(EntityManager em) {
            var events = new EventLog();
            events.em = em;
            return events;
        }

        /** Who worked for whom, for one transaction. */
        public static AssignmentBook assignments(EntityManager em) {
            var book = new AssignmentBook();
            book.em = em;
            return book;
        }

        /** What writes what plans say of machines, for one transaction. */
        public static DecisionBook decisions(EntityManager em) {
            var book = new DecisionBook();
            book.em = em;
            return book;
        }

        /** What was done over time, for one transaction. */
        public static History history(EntityManager em) {
            var history = new History();
            history.em = em;
            return history;
        }

        /** The ledger by its pages, for one transaction. */
        public static Books books(EntityManager em) {
            var books = new Books();
            books.em = em;
            return books;
        }

        /** The dead letters, for one transaction. */
        public static DeadLetterBox deadLetters(EntityManager em) {
            var box = new DeadLetterBox();
            box.em = em;
            box.audit = new AuditLog(em);
            return box;
        }

        /** The outbox, for one transaction. */
        public static Outbox outbox(EntityManager em) {
            var outbox = new Outbox();
            outbox.em = em;
            return outbox;
        }

        @Override
        public void close() {
            factory.close();
        }
    }
}
