package io.sluice.launcher;

import io.sluice.settings.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the application's data source is told, by the names it is declared with. */
final class Database {
    private Database() {}

    /**
     * System properties {@code sluice.db.class}, {@code .url}, {@code .user} and {@code .password}.
     *
     * @param file the H2 database, used unless the settings name another one
     * @throws StartFailure for a URL of a database that Sluice does not know
     */
    static Map<String, String> properties(Settings settings, Path file) throws StartFailure {
        var properties = new LinkedHashMap<String, String>();
        if (settings.dbUrl().isEmpty()) {
            properties.put("sluice.db.class", "org.h2.jdbcx.JdbcDataSource");
            // WRITE_DELAY=0: a commit that was acknowledged survives kill -9.
            // DB_CLOSE_ON_EXIT=FALSE: H2 would close itself at SIGTERM, while the application still stops in order.
            properties.put(
                    "sluice.db.url",
                    "jdbc:h2:file:" + file.toString().replace(";", "\\;") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
            properties.put("sluice.db.user", "sluice");
            properties.put("sluice.db.password", "");
            return properties;
        }
        String url = settings.dbUrl().get();
        if (url.startsWith("jdbc:postgresql:")) {
            properties.put("sluice.db.class", "org.postgresql.ds.PGSimpleDataSource");
        } else if (url.startsWith("jdbc:h2:")) {
            properties.put("sluice.db.class", "org.h2.jdbcx.JdbcDataSource");
        } else {
            throw new StartFailure(
                    "SLUICE_DB_URL must begin with jdbc:postgresql: (or be unset, for the database in SLUICE_HOME).");
        }
        properties.put("sluice.db.url", url);
        properties.put("sluice.db.user", settings.dbUser().orElse("sluice"));
        properties.put("sluice.db.password", settings.dbPassword().orElse(""));
        return properties;
    }
}
