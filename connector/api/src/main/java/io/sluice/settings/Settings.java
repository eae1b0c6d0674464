package io.sluice.settings;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What a process can be told from outside: environment variables such as {@code SLUICE_STRATUM_PORT}, or the system
 * property of the same name in lower case with dots, {@code sluice.stratum.port}, which wins.
 *
 * @param home folder of database, broker and journal files
 * @param stratumPort TCP port for machines; 0 lets the system choose one, which is for tests
 * @param stratumTlsPort TCP port for machines over TLS; empty: off
 * @param stratumTlsCertificate PEM file with the certificate chain for that port; empty: one is made in {@code home}
 * @param stratumTlsKey PEM file with its key (PKCS #8)
 * @param stratumTlsClientCa PEM file with the certificates of who vouches for machines: on the TLS port a machine must then
 *     show a certificate that one of them signed; empty: machines show none
 * @param httpsPort TCP port of console and REST over TLS; empty: off
 * @param httpsCertificate PEM file with the certificate chain for that port; empty: one is made in {@code home}
 * @param httpsKey PEM file with its key (PKCS #8)
 * @param sharesPerMinute what a machine's difficulty is steered to; 0: the pool's difficulty as it is, rounded down
 * @param falseAlarmsPerYear how often a machine that does its standard may be suspected in a year, on average
 * @param journalSync milliseconds after which what the journal holds is on the disk, at the latest
 * @param journalLimit MiB that the journal may take
 * @param reportBytes bytes that one report to the broker may have; what the broker takes in one message
 * @param adminPassword password of the user {@code admin}; empty: one is made at the first start and printed once
 * @param secretKey what pool passwords are encrypted with in the database, 64 hexadecimal digits; empty: a key made at the
 *     first start and kept in {@code home}
 * @param dbUrl JDBC URL; empty: H2 in {@code home}
 * @param door who may connect to the ports for machines
 * @param machinePasswords what machines must send as password
 * @param machineSecret what these passwords are, or are made of; there where it is needed
 * @param poolHosts where pools may be
 */
public record Settings(
        Path home,
        int stratumPort,
        OptionalInt stratumTlsPort,
        Optional<Path> stratumTlsCertificate,
        Optional<Path> stratumTlsKey,
        Optional<Path> stratumTlsClientCa,
        String stratumBind,
        int httpPort,
        String httpBind,
        OptionalInt httpsPort,
        String httpsBind,
        Optional<Path> httpsCertificate,
        Optional<Path> httpsKey,
        int brokerPort,
        String brokerBind,
        String brokerUser,
        Optional<String> brokerPassword,
        int sharesPerMinute,
        boolean poolPrivateAddresses,
        boolean admitUnknown,
        double falseAlarmsPerYear,
        int journalSync,
        int journalLimit,
        int reportBytes,
        Optional<String> adminPassword,
        Optional<String> secretKey,
        Optional<String> dbUrl,
        Optional<String> dbUser,
        Optional<String> dbPassword,
        StratumDoor door,
        MachinePasswords machinePasswords,
        Optional<String> machineSecret,
        PoolHosts poolHosts) {

    /** Less is guessed; more than a login's password may have cannot be sent. */
    private static final Pattern MACHINE_SECRET = Pattern.compile("[!-~]{8,128}");

    public Settings {
        Objects.requireNonNull(home, "home");
        if (machinePasswords == MachinePasswords.NONE && machineSecret.isPresent()) {
            throw new InvalidSettingException(
                    "SLUICE_MACHINE_SECRET is used by nothing; set SLUICE_MACHINE_PASSWORDS to shared or each, or unset it.");
        }
        if (machinePasswords != MachinePasswords.NONE
                && machineSecret
                        .filter(secret -> MACHINE_SECRET.matcher(secret).matches())
                        .isEmpty()) {
            // Not repeated: it is a secret.
            throw new InvalidSettingException(
                    "SLUICE_MACHINE_SECRET must have 8 to 128 visible ASCII characters and no spaces, as"
                            + " SLUICE_MACHINE_PASSWORDS asks for passwords.");
        }
        if (stratumTlsCertificate.isPresent() != stratumTlsKey.isPresent()) {
            throw new InvalidSettingException(
                    "SLUICE_STRATUM_TLS_CERTIFICATE and SLUICE_STRATUM_TLS_KEY go together; set both or neither.");
        }
        if (stratumTlsClientCa.isPresent() && stratumTlsPort.isEmpty()) {
            throw new InvalidSettingException(
                    "SLUICE_STRATUM_TLS_CLIENT_CA asks machines for certificates; set SLUICE_STRATUM_TLS_PORT as well.");
        }
        if (httpsCertificate.isPresent() != httpsKey.isPresent()) {
            throw new InvalidSettingException(
                    "SLUICE_HTTPS_CERTIFICATE and SLUICE_HTTPS_KEY go together; set both or neither.");
        }
        if (secretKey.filter(key -> !key.matches("[0-9a-fA-F]{64}")).isPresent()) {
            throw new InvalidSettingException("SLUICE_SECRET_KEY must have 64 hexadecimal digits, such as 'openssl rand"
                    + " -hex 32' prints (or be unset, for the key in SLUICE_HOME).");
        }
        if (dbUrl.isPresent()
                && !dbUrl.get().startsWith("jdbc:postgresql:")
                && !dbUrl.get().startsWith("jdbc:h2:")) {
            throw new InvalidSettingException(
                    "SLUICE_DB_URL must begin with jdbc:postgresql: (or be unset, for the database in SLUICE_HOME).");
        }
    }

    /** Reads the settings of this process. */
    public static Settings ofThisProcess() {
        return read(System.getenv(), System.getProperties());
    }

    /**
     * Reads settings.
     *
     * @throws InvalidSettingException for the first value that cannot be used
     */
    public static Settings read(Map<String, String> environment, Properties properties) {
        var source = new Source(environment, properties);
        return new Settings(
                source.path("SLUICE_HOME")
                        .orElse(Path.of("sluice-data"))
                        .toAbsolutePath()
                        .normalize(),
                source.port("SLUICE_STRATUM_PORT").orElse(3333),
                source.port("SLUICE_STRATUM_TLS_PORT"),
                source.path("SLUICE_STRATUM_TLS_CERTIFICATE"),
                source.path("SLUICE_STRATUM_TLS_KEY"),
                source.path("SLUICE_STRATUM_TLS_CLIENT_CA"),
                source.text("SLUICE_STRATUM_BIND").orElse("0.0.0.0"),
                source.port("SLUICE_HTTP_PORT").orElse(8080),
                source.text("SLUICE_HTTP_BIND").orElse("127.0.0.1"),
                source.port("SLUICE_HTTPS_PORT"),
                source.text("SLUICE_HTTPS_BIND").orElse("127.0.0.1"),
                source.path("SLUICE_HTTPS_CERTIFICATE"),
                source.path("SLUICE_HTTPS_KEY"),
                source.port("SLUICE_BROKER_PORT").orElse(7676),
                source.text("SLUICE_BROKER_BIND").orElse("127.0.0.1"),
                source.text("SLUICE_BROKER_USER").orElse("sluice"),
                source.text("SLUICE_BROKER_PASSWORD"),
                source.number("SLUICE_SHARES_PER_MINUTE", 0, 600).orElse(12),
                source.truth("SLUICE_POOL_PRIVATE_ADDRESSES").orElse(true),
                source.truth("SLUICE_ADMIT_UNKNOWN").orElse(true),
                source.decimal("SLUICE_FALSE_ALARMS_PER_YEAR", 0.001, 1_000).orElse(1),
                source.number("SLUICE_JOURNAL_SYNC", 1, 60_000).orElse(50),
                source.number("SLUICE_JOURNAL_LIMIT", 64, 1_000_000).orElse(2_048),
                source.number("SLUICE_REPORT_BYTES", 5_000, 10_000_000).orElse(10_000),
                source.text("SLUICE_ADMIN_PASSWORD"),
                source.text("SLUICE_SECRET_KEY"),
                source.text("SLUICE_DB_URL"),
                source.text("SLUICE_DB_USER"),
                source.text("SLUICE_DB_PASSWORD"),
                new StratumDoor(
                        source.networks("SLUICE_STRATUM_ALLOW"),
                        source.networks("SLUICE_STRATUM_DENY"),
                        source.networks("SLUICE_STRATUM_PROXIES"),
                        source.number("SLUICE_STRATUM_CONNECTIONS", 1, 1_000_000),
                        source.number("SLUICE_STRATUM_CONNECTIONS_PER_ADDRESS", 0, 1_000_000)
                                .orElse(0)),
                source.text("SLUICE_MACHINE_PASSWORDS")
                        .map(MachinePasswords::read)
                        .orElse(MachinePasswords.NONE),
                source.text("SLUICE_MACHINE_SECRET"),
                source.poolHosts("SLUICE_POOL_ALLOW"));
    }

    /**
     * What the application's data source is made of, by the names it is declared with: {@code sluice.db.class}, {@code
     * .url}, {@code .user} and {@code .password}. No value is empty, as that would be taken for none at all. The password of the
     * H2 in the home, where none was set, is kept in {@code db.password} in the home, which is made when it is missing.
     *
     * @throws InvalidSettingException when that file cannot be read or made
     */
    public Map<String, String> dataSource() {
        String url = dbUrl.map(Settings::bounded).orElseGet(this::h2);
        return Map.of(
                "sluice.db.class",
                url.startsWith("jdbc:h2:") ? "org.h2.jdbcx.JdbcDataSource" : "org.postgresql.ds.PGSimpleDataSource",
                "sluice.db.url",
                url,
                "sluice.db.user",
                dbUser.orElse("sluice"),
                "sluice.db.password",
                // A database that asks for no password takes any.
                dbPassword.orElseGet(() -> dbUrl.isEmpty() ? h2Password() : "none"));
    }

    /** Made with the database. One that an earlier version made has the password that it always had. */
    private String h2Password() {
        Path file = home.resolve("db.password");
        boolean made = Files.exists(home.resolve("db").resolve("sluice.mv.db"));
        try {
            String password = Secrets.kept(file, () -> made ? "none" : Secrets.generate());
            Secrets.ownerOnly(file);
            return password;
        } catch (IOException e) {
            throw new InvalidSettingException(
                    "The file " + file + " with the password of the H2 database cannot be read or made ("
                            + e.getClass().getSimpleName() + "); make it readable, or set SLUICE_DB_PASSWORD.");
        }
    }

    /**
     * WRITE_DELAY=0: a commit that was acknowledged survives kill -9. DB_CLOSE_DELAY=-1, DB_CLOSE_ON_EXIT=FALSE: H2 is never
     * closed, neither at SIGTERM, while the application still stops in order, nor after it. To be closed and opened again has
     * left H2 2.2.224 with a file that it could not open, to be killed has not (docs/decisions.md).
     */
    private String h2() {
        String file = home.resolve("db").resolve("sluice").toString().replace(";", "\\;");
        return "jdbc:h2:file:" + file
                // Lists of a large farm are sorted in memory, not on the disk.
                + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;MAX_MEMORY_ROWS=250000";
    }

    /**
     * A PostgreSQL that hangs, or a network that swallows all, is given up after a while: 10 s for a connection, 2 min for an
     * answer. What the URL says itself holds.
     */
    private static String bounded(String url) {
        String bounded = url;
        if (url.startsWith("jdbc:postgresql:")) {
            for (String bound : List.of("connectTimeout=10", "socketTimeout=120", "tcpKeepAlive=true")) {
                String name = bound.substring(0, bound.indexOf('=') + 1);
                if (!bounded.contains("?" + name) && !bounded.contains("&" + name)) {
                    bounded += (bounded.contains("?") ? "&" : "?") + bound;
                }
            }
        }
        return bounded;
    }

    /** Prints no password. */
    @Override
    public String toString() {
        return "Settings[home=" + home + ", stratum=" + stratumBind + ":" + stratumPort + ", http=" + httpBind + ":"
                + httpPort + ", broker=" + brokerBind + ":" + brokerPort + "]";
    }

    private record Source(Map<String, String> environment, Properties properties) {
        Optional<String> text(String name) {
            String property =
                    properties.getProperty(name.toLowerCase(Locale.ROOT).replace('_', '.'));
            String value = property != null ? property : environment.get(name);
            return Optional.ofNullable(value).map(String::strip).filter(v -> !v.isEmpty());
        }

        OptionalInt port(String name) {
            if (text(name).filter(v -> v.equalsIgnoreCase("off")).isPresent()) {
                return OptionalInt.empty();
            }
            return number(name, 0, 65_535);
        }

        OptionalInt number(String name, int least, int most) {
            Optional<String> text = text(name);
            if (text.isEmpty()) {
                return OptionalInt.empty();
            }
            try {
                int value = Integer.parseInt(text.get());
                if (value >= least && value <= most) {
                    return OptionalInt.of(value);
                }
            } catch (NumberFormatException e) {
                // Said below, in the same words as for a number out of range.
            }
            throw new InvalidSettingException(
                    name + " must be a whole number from " + least + " to " + most + ", not '" + text.get() + "'.");
        }

        OptionalDouble decimal(String name, double least, double most) {
            Optional<String> text = text(name);
            if (text.isEmpty()) {
                return OptionalDouble.empty();
            }
            try {
                double value = Double.parseDouble(text.get());
                if (value >= least && value <= most) {
                    return OptionalDouble.of(value);
                }
            } catch (NumberFormatException e) {
                // Said below, in the same words as for a number out of range.
            }
            throw new InvalidSettingException(
                    name + " must be a number from " + new BigDecimal(String.valueOf(least)).toPlainString() + " to "
                            + Math.round(most) + ", not '" + text.get() + "'.");
        }

        Optional<Boolean> truth(String name) {
            return text(name).map(value -> switch (value.toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new InvalidSettingException(name + " must be true or false, not '" + value + "'.");
            });
        }

        Networks networks(String name) {
            try {
                return text(name).map(Networks::parse).orElse(Networks.NONE);
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(
                        name + " must be addresses and networks such as 10.0.0.0/8,192.0.2.7: " + e.getMessage() + ".");
            }
        }

        PoolHosts poolHosts(String name) {
            try {
                return text(name).map(PoolHosts::parse).orElse(PoolHosts.ANYWHERE);
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(name
                        + " must be hosts, addresses and networks such as *.pool.example,198.51.100.0/24: "
                        + e.getMessage() + ".");
            }
        }

        Optional<Path> path(String name) {
            try {
                return text(name).map(Path::of);
            } catch (InvalidPathException e) {
                throw new InvalidSettingException(name + " must be a path: " + e.getMessage() + ".");
            }
        }
    }
}
