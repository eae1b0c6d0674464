package io.sluice.scheduling;

import io.sluice.settings.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Tells the data source of {@link Migrations} what the settings make of it: H2 in {@code SLUICE_HOME}, or the PostgreSQL
 * that {@code SLUICE_DB_URL} names. The container finds it by {@code META-INF/services}.
 */
public final class DatabaseConfig implements ConfigSource {
    /** MicroProfile Config takes an empty value for none at all. A database that asks for no password takes any. */
    private static final String NO_PASSWORD = "none";

    private final Map<String, String> values;

    /** For the container. */
    public DatabaseConfig() {
        this(Settings.ofThisProcess());
    }

    DatabaseConfig(Settings settings) {
        String url = settings.dbUrl().orElseGet(() -> h2(settings.home()));
        values = Map.of(
                "sluice.db.class",
                url.startsWith("jdbc:h2:") ? "org.h2.jdbcx.JdbcDataSource" : "org.postgresql.ds.PGSimpleDataSource",
                "sluice.db.url",
                url,
                "sluice.db.user",
                settings.dbUser().orElse("sluice"),
                "sluice.db.password",
                settings.dbPassword().orElse(NO_PASSWORD));
    }

    /**
     * WRITE_DELAY=0: a commit that was acknowledged survives kill -9. DB_CLOSE_ON_EXIT=FALSE: H2 would close itself at
     * SIGTERM, while the application still stops in order.
     */
    private static String h2(Path home) {
        String file = home.resolve("db").resolve("sluice").toString().replace(";", "\\;");
        return "jdbc:h2:file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    @Override
    public Set<String> getPropertyNames() {
        return values.keySet();
    }

    @Override
    public String getValue(String name) {
        return values.get(name);
    }

    @Override
    public String getName() {
        return "Sluice's database settings";
    }
}
