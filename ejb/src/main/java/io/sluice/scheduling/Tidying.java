package io.sluice.scheduling;

import io.sluice.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.mvstore.MVStore;

/**
 * Keeps the file of H2 from growing without end. Each commit appends a chunk, and a chunk's room is used again when nothing
 * in it is live. H2 itself rewrites what little is left in old chunks only in a thread that it has where commits may come
 * late, and ours may not; so it is done here. Of H2's tidying it is the rewriting alone, which is a commit like any
 * other: chunks are not moved, and the file is not cut, while it is in use. PostgreSQL cleans up by itself.
 */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Tidying {
    private static final Logger LOG = System.getLogger(Tidying.class.getName());
    private static final long INTERVAL_MILLIS = 5_000;

    /** A twentieth of the time at most goes into it, and commits wait for one step: some milliseconds. */
    private static final Duration AT_ONCE = Duration.ofMillis(250);

    private static final int STEP_BYTES = 1 << 20;

    /** Live bytes of all chunks, in percent, from which on there is nothing to do. */
    private static final int FILLED_ENOUGH = 50;

    @Resource
    TimerService timers;

    /** The container's connections do not lead to what is tidied, one of our own to the database that they opened does. */
    private final Map<String, String> dataSource = Settings.ofThisProcess().dataSource();

    private final AtomicBoolean busy = new AtomicBoolean();
    private final Trouble trouble = new Trouble(LOG);

    /** Not by {@code @Schedule}: such a timer may run before the application has started, and breaks what it then calls. */
    @PostConstruct
    void begin() {
        if (dataSource.get("sluice.db.url").startsWith("jdbc:h2:")) {
            timers.createIntervalTimer(INTERVAL_MILLIS, INTERVAL_MILLIS, new TimerConfig(null, false));
        }
    }

    @Timeout
    void due() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        var h2 = new JdbcDataSource();
        h2.setURL(dataSource.get("sluice.db.url"));
        h2.setUser(dataSource.get("sluice.db.user"));
        h2.setPassword(dataSource.get("sluice.db.password"));
        try (Connection connection = h2.getConnection()) {
            tidy(connection, AT_ONCE);
            trouble.over();
        } catch (SQLException | RuntimeException | LinkageError e) {
            // Nothing depends on it but the size of a file.
            trouble.with(
                    "The file of H2 could not be tidied, so it grows; it is tried again every "
                            + INTERVAL_MILLIS / 1_000 + " s.",
                    e);
        } finally {
            busy.set(false);
        }
    }

    /** Rewrites what is left in chunks that are mostly dead, until enough is done or the time is over. */
    static void tidy(Connection connection, Duration atMost) throws SQLException {
        MVStore store = ((SessionLocal) ((JdbcConnection) connection).getSession())
                .getDatabase()
                .getStore()
                .getMvStore();
        long end = System.nanoTime() + atMost.toNanos();
        boolean more = true;
        while (more && System.nanoTime() < end) {
            more = store.compact(FILLED_ENOUGH, STEP_BYTES);
        }
    }
}
