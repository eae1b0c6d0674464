package io.sluice.scheduling;

import io.sluice.settings.Settings;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Tells the data source of {@link Migrations} what the settings make of it, on Payara Server. The container finds it by
 * {@code META-INF/services}, though on Payara Micro too late for a data source, so that there the launcher gives the same
 * values as system properties.
 */
public final class DatabaseConfig implements ConfigSource {
    private final Map<String, String> values = Settings.ofThisProcess().dataSource();

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
        return "Sluice's data source";
    }
}
