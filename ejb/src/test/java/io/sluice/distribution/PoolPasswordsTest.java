package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.distribution.TestDatabase.Store;
import io.sluice.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Passwords of sub-accounts, in the database and before it. */
class PoolPasswordsTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @EnumSource
    void aPasswordIsInTheDatabaseOnlyEncrypted(TestDatabase database) throws SQLException {
        DataSource dataSource = database.empty();
        String secret = "päss \u4e2d ".repeat(30);
        try (Store store = TestDatabase.open(dataSource)) {
            store.run(em -> {
                AllocationGroup group = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
                Pool pool = new Pool("alpha");
                em.persist(pool);
                SubAccount otter = new SubAccount("otter", group, Instant.now());
                otter.setLogin(pool, "otter.w", secret);
                em.persist(otter);
                em.persist(new SubAccount("none", group, Instant.now()));
            });
            assertThat(stored(dataSource).get("otter"))
                    .startsWith("{aes-gcm:1:")
                    .doesNotContain("p\u00e4ss");
            assertThat(stored(dataSource).get("none")).isEmpty();
            assertThat(store.<String>get(
                            em -> em.createQuery("select s from SubAccount s where s.name = 'otter'", SubAccount.class)
                                    .getSingleResult()
                                    .getPassword()))
                    .isEqualTo(secret);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatAnEarlierVersionLeftClearIsEncryptedAtTheStartOnce(TestDatabase database) throws Exception {
        DataSource dataSource = database.empty();
        TestDatabase.migrate(dataSource, "3");
        insert(dataSource, 50, "otter", "hunter2");
        insert(dataSource, 51, "none", "");
        TestDatabase.migrate(dataSource, "latest");

        assertThat(PoolPasswords.secure(dataSource, settings())).isEqualTo(1);
        String encrypted = stored(dataSource).get("otter");
        assertThat(encrypted).startsWith("{aes-gcm:1:");
        assertThat(SecretKey.of(settings()).decrypted(encrypted)).isEqualTo("hunter2");
        assertThat(PoolPasswords.secure(dataSource, settings())).isZero();
        assertThat(stored(dataSource).get("otter")).isEqualTo(encrypted);
        assertThat(stored(dataSource).get("none")).isEmpty();

        Path file = home.resolve("secret.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(home).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void withoutTheKeyOrWithAnotherOneNothingStartsAndWhatToDoIsSaid() throws Exception {
        DataSource dataSource = TestDatabase.H2.empty();
        TestDatabase.migrate(dataSource, "latest");
        insertEncrypted(dataSource, SecretKey.of(settings()).encrypted("hunter2"));
        Path file = home.resolve("secret.key");
        String right = Files.readString(file).strip();

        Files.delete(file);
        assertThat(catchThrowableOfType(SecretKeyException.class, () -> PoolPasswords.secure(dataSource, settings())))
                .hasMessageContaining("there is no key at " + file)
                .hasMessageContaining("put it back from the backup")
                .hasMessageNotContaining("hunter2");
        assertThat(file).doesNotExist();

        Settings other = settings("SLUICE_SECRET_KEY", "f".repeat(64));
        assertThat(catchThrowableOfType(SecretKeyException.class, () -> PoolPasswords.secure(dataSource, other)))
                .hasMessageContaining("put the right secret.key back")
                .hasMessageNotContaining("ffffffff");

        Files.writeString(file, "half a k");
        assertThat(catchThrowableOfType(SecretKeyException.class, () -> PoolPasswords.secure(dataSource, settings())))
                .hasMessageContaining("does not hold a key");

        assertThat(PoolPasswords.secure(dataSource, settings("SLUICE_SECRET_KEY", right)))
                .isZero();
    }

    @Test
    void aCopyOfTheKeyThatAllMayReadIsClosedAgain() throws IOException {
        SecretKey.of(settings());
        Path file = home.resolve("secret.key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        SecretKey.of(settings());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasTamperedWithIsNotReadAndTheSameIsNeverEncryptedAlike() {
        SecretKey key = new SecretKey("ab".repeat(32));
        String stored = key.encrypted("hunter2");
        int middle = stored.length() - 10;
        String tampered =
                stored.substring(0, middle) + (stored.charAt(middle) == 'A' ? 'B' : 'A') + stored.substring(middle + 1);

        assertThat(key.encrypted("hunter2")).isNotEqualTo(stored);
        assertThat(catchThrowableOfType(SecretKeyException.class, () -> key.decrypted(tampered)))
                .hasMessageContaining("set the password of the sub-account again");
        assertThat(key.toString()).doesNotContain("abab");
    }

    private Settings settings(String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("SLUICE_HOME", home.toString());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return Settings.read(environment, new Properties());
    }

    private static void insertEncrypted(DataSource dataSource, String password) throws SQLException {
        insert(dataSource, 50, "otter", password);
    }

    private static void insert(DataSource dataSource, long id, String name, String password) throws SQLException {
        try (var connection = dataSource.getConnection();
                var insert = connection.prepareStatement("insert into sub_account (id, name, pool_user, pool_password,"
                        + " place, group_name, cycle_since, last_sequence, login_revision, login_state, login_reason,"
                        + " login_address, archived, created_at) values (?, ?, '', ?, 1, 'default', 0, 0, 1,"
                        + " 'CONNECTING', '', '', false, 0)")) {
            insert.setLong(1, id);
            insert.setString(2, name);
            insert.setString(3, password);
            insert.executeUpdate();
        }
    }

    private static Map<String, String> stored(DataSource dataSource) throws SQLException {
        Map<String, String> stored = new HashMap<>();
        try (var connection = dataSource.getConnection();
                var rows = connection.createStatement().executeQuery("select name, pool_password from sub_account")) {
            while (rows.next()) {
                stored.put(rows.getString(1), rows.getString(2));
            }
        }
        return stored;
    }
}
