package io.sluice.distribution;

import io.sluice.settings.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What is done about the passwords of sub-accounts before anybody reads one. */
public final class PoolPasswords {
    private PoolPasswords() {}

    /**
     * Sees to it that the key is there and is the right one, and encrypts what an earlier version left clear.
     *
     * @return how many were encrypted
     * @throws SecretKeyException when the key is missing or another than what is stored was encrypted with
     * @throws SQLException when the database does not answer
     */
    public static int secure(DataSource dataSource, Settings settings) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Map<Long, String> stored = stored(connection);
            Optional<String> needed = stored.values().stream()
                    .flatMap(password -> SecretKey.fingerprintOf(password).stream())
                    .findFirst();
            if (needed.isPresent() && !SecretKey.isThere(settings)) {
                // A new key would help nobody, and would be taken for the right one.
                throw SecretKeyException.missing(needed.get(), SecretKey.file(settings));
            }
            SecretKey key = SecretKey.of(settings);
            for (String password : stored.values()) {
                SecretKey.fingerprintOf(password)
                        .filter(by -> !by.equals(key.fingerprint()))
                        .ifPresent(by -> {
                            throw SecretKeyException.wrongKey(by, key.fingerprint());
                        });
            }
            stored.values().removeIf(SecretKey::isEncrypted);
            try (PreparedStatement update =
                    connection.prepareStatement("update sub_account set pool_password = ? where id = ?")) {
                for (Map.Entry<Long, String> clear : stored.entrySet()) {
                    update.setString(1, key.encrypted(clear.getValue()));
                    update.setLong(2, clear.getKey());
                    update.executeUpdate();
                }
            }
            return stored.size();
        }
    }

    private static Map<Long, String> stored(Connection connection) throws SQLException {
        Map<Long, String> stored = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "select id, pool_password from sub_account where pool_password <> ''");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                stored.put(rows.getLong(1), rows.getString(2));
            }
        }
        return stored;
    }
}
