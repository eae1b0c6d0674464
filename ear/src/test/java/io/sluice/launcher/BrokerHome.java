package io.sluice.launcher;

import io.sluice.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Lets the fault suite run OpenMQ in a process of its own on the very files that the launcher lays out for it. */
public final class BrokerHome {
    private BrokerHome() {}

    /**
     * Lays out a broker's files. At most once for a folder, as its lock is held from then on.
     *
     * @return the system properties that the launcher would give to OpenMQ's adapter
     */
    public static Map<String, String> prepare(Path home, int port, String accountingPassword) throws IOException {
        Settings settings = Settings.read(
                Map.of(
                        "SLUICE_HOME", home.toString(),
                        "SLUICE_BROKER_PORT", Integer.toString(port),
                        "SLUICE_BROKER_PASSWORD", accountingPassword),
                new Properties());
        try {
            return Broker.prepare(settings, Home.open(home));
        } catch (StartFailure e) {
            throw new IOException(e);
        }
    }
}
