package io.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void theDefaultsAreThoseOfTheReadme() {
        Settings settings = Settings.read(Map.of(), new Properties());
        assertThat(settings.home()).isAbsolute().hasFileName("sluice-data");
        assertThat(settings.stratumPort()).isEqualTo(3333);
        assertThat(settings.stratumTlsPort()).isEmpty();
        assertThat(settings.stratumBind()).isEqualTo("0.0.0.0");
        assertThat(settings.httpPort()).isEqualTo(8080);
        assertThat(settings.httpBind()).isEqualTo("127.0.0.1");
        assertThat(settings.httpsPort()).isEmpty();
        assertThat(settings.httpsBind()).isEqualTo("127.0.0.1");
        assertThat(settings.brokerPort()).isEqualTo(7676);
        assertThat(settings.brokerBind()).isEqualTo("127.0.0.1");
        assertThat(settings.brokerUser()).isEqualTo("sluice");
        assertThat(settings.sharesPerMinute()).isEqualTo(12);
        assertThat(settings.poolPrivateAddresses()).isTrue();
        assertThat(settings.admitUnknown()).isTrue();
        assertThat(settings.falseAlarmsPerYear()).isEqualTo(1);
        assertThat(settings.adminPassword()).isEmpty();
        assertThat(settings.dbUrl()).isEmpty();
        assertThat(settings.door())
                .isEqualTo(new StratumDoor(Networks.NONE, Networks.NONE, Networks.NONE, OptionalInt.empty(), 0));
        assertThat(settings.machinePasswords()).isEqualTo(MachinePasswords.NONE);
        assertThat(settings.poolHosts().isAnywhere()).isTrue();
    }

    @Test
    void machinePasswordsNeedASecretThatIsNeverPrinted() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Settings.read(Map.of("SLUICE_MACHINE_PASSWORDS", "each"), new Properties()))
                .withMessageContaining("SLUICE_MACHINE_SECRET");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Settings.read(
                        Map.of("SLUICE_MACHINE_PASSWORDS", "shared", "SLUICE_MACHINE_SECRET", "hunter2"),
                        new Properties()))
                .withMessageNotContaining("hunter2");
        Settings settings = Settings.read(
                Map.of("SLUICE_MACHINE_PASSWORDS", "Shared", "SLUICE_MACHINE_SECRET", "open sesame".replace(" ", "-")),
                new Properties());
        assertThat(settings.machinePasswords()).isEqualTo(MachinePasswords.SHARED);
        assertThat(settings.toString()).doesNotContain("sesame");
    }

    @Test
    void aPropertyWinsOverTheEnvironmentAndEmptyIsNotSet() {
        Properties properties = new Properties();
        properties.setProperty("sluice.http.port", "9090");
        Settings settings = Settings.read(
                Map.of("SLUICE_HTTP_PORT", "9091", "SLUICE_STRATUM_PORT", " ", "SLUICE_STRATUM_TLS_PORT", "off"),
                properties);
        assertThat(settings.httpPort()).isEqualTo(9090);
        assertThat(settings.stratumPort()).isEqualTo(3333);
        assertThat(settings.stratumTlsPort()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SLUICE_STRATUM_PORT | 70000 | SLUICE_STRATUM_PORT must be a whole number from 0 to 65535, not '70000'.",
                "SLUICE_HTTP_PORT | eighty | SLUICE_HTTP_PORT must be a whole number from 0 to 65535, not 'eighty'.",
                "SLUICE_SHARES_PER_MINUTE | -1 | SLUICE_SHARES_PER_MINUTE must be a whole number from 0 to 600, not '-1'.",
                "SLUICE_ADMIT_UNKNOWN | yes | SLUICE_ADMIT_UNKNOWN must be true or false, not 'yes'.",
                "SLUICE_FALSE_ALARMS_PER_YEAR | 0 | SLUICE_FALSE_ALARMS_PER_YEAR must be a number from 0.001 to 1000,"
                        + " not '0'.",
                "SLUICE_STRATUM_DENY | 10.0.0.0/99 | SLUICE_STRATUM_DENY must be addresses and networks such as"
                        + " 10.0.0.0/8,192.0.2.7: '10.0.0.0/99' is no address or network.",
                "SLUICE_POOL_ALLOW | http://x | SLUICE_POOL_ALLOW must be hosts, addresses and networks such as"
                        + " *.pool.example,198.51.100.0/24: 'http://x' is no address or network.",
                "SLUICE_MACHINE_PASSWORDS | yes | SLUICE_MACHINE_PASSWORDS must be none, shared or each, not 'yes'.",
                "SLUICE_SECRET_KEY | hunter2 | SLUICE_SECRET_KEY must have 64 hexadecimal digits, such as 'openssl rand -hex"
                        + " 32' prints (or be unset, for the key in SLUICE_HOME).",
                "SLUICE_STRATUM_TLS_KEY | key.pem | SLUICE_STRATUM_TLS_CERTIFICATE and SLUICE_STRATUM_TLS_KEY go"
                        + " together; set both or neither.",
                "SLUICE_STRATUM_TLS_CLIENT_CA | ca.pem | SLUICE_STRATUM_TLS_CLIENT_CA asks machines for certificates; set"
                        + " SLUICE_STRATUM_TLS_PORT as well.",
                "SLUICE_HTTPS_KEY | key.pem | SLUICE_HTTPS_CERTIFICATE and SLUICE_HTTPS_KEY go together; set both or"
                        + " neither."
            })
    void aValueThatCannotBeUsedIsNamedWithWhatToWriteInstead(String name, String value, String sentence) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> Settings.read(Map.of(name, value), new Properties()))
                .withMessage(sentence);
    }

    @Test
    void passwordsDoNotPrint() {
        Settings settings = Settings.read(
                Map.of("SLUICE_ADMIN_PASSWORD", "hunter2", "SLUICE_DB_PASSWORD", "hunter2"), new Properties());
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void aDatabaseThatHangsIsGivenUpAfterAWhile() {
        assertThat(url("jdbc:postgresql://db.example/sluice"))
                .isEqualTo("jdbc:postgresql://db.example/sluice?connectTimeout=10&socketTimeout=120&tcpKeepAlive=true");
        assertThat(url("jdbc:postgresql://db.example/sluice?ssl=true&socketTimeout=0"))
                .isEqualTo("jdbc:postgresql://db.example/sluice?ssl=true&socketTimeout=0"
                        + "&connectTimeout=10&tcpKeepAlive=true");
        assertThat(url("jdbc:h2:mem:sluice")).isEqualTo("jdbc:h2:mem:sluice");
    }

    @Test
    void h2HasAPasswordOfItsOwnThatStays(@TempDir Path homes) throws IOException {
        String password = h2Password(homes.resolve("one"));
        assertThat(password).hasSize(20);
        assertThat(h2Password(homes.resolve("one"))).as("at the next start").isEqualTo(password);
        assertThat(h2Password(homes.resolve("other"))).isNotEqualTo(password);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(homes.resolve("one").resolve("db.password"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aDatabaseOfAnEarlierVersionOpensWithThePasswordThatItHas(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve("db"));
        Files.createFile(home.resolve("db").resolve("sluice.mv.db"));
        assertThat(h2Password(home)).isEqualTo("none");
        assertThat(h2Password(home)).as("at the next start").isEqualTo("none");
    }

    @Test
    void aFileOfH2sPasswordThatCannotBeReadIsNamed(@TempDir Path home) throws IOException {
        Files.createDirectories(home.resolve("db.password"));
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> h2Password(home))
                .withMessageStartingWith("The file " + home.resolve("db.password"))
                .withMessageEndingWith("make it readable, or set SLUICE_DB_PASSWORD.");
    }

    private static String h2Password(Path home) {
        return Settings.read(Map.of("SLUICE_HOME", home.toString()), new Properties())
                .dataSource()
                .get("sluice.db.password");
    }

    private static String url(String written) {
        return Settings.read(Map.of("SLUICE_DB_URL", written, "SLUICE_DB_PASSWORD", "x"), new Properties())
                .dataSource()
                .get("sluice.db.url");
    }
}
