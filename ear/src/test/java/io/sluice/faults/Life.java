package io.sluice.faults;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one life of {@link FaultField} is to be.
 *
 * @param database JDBC URL
 * @param roster what to write into an empty database first; empty: nothing
 * @param confused whether deliveries are repeated, reordered and simultaneous
 * @param doubt how often the adapter is told that a delivery failed which did not; 0 to 1
 */
record Life(
        int brokerPort,
        String brokerUser,
        String brokerPassword,
        String database,
        Optional<Roster> roster,
        boolean confused,
        double doubt,
        long seed) {
    private static final String PREFIX = "faults.";

    /** As system properties. */
    Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(PREFIX + "broker.port", Integer.toString(brokerPort));
        properties.put(PREFIX + "broker.user", brokerUser);
        properties.put(PREFIX + "broker.password", brokerPassword);
        properties.put(PREFIX + "database", database);
        // As the product's own beans know it.
        properties.put("sluice.db.url", database);
        properties.put("sluice.db.user", Database.USER);
        properties.put("sluice.db.password", Database.PASSWORD);
        roster.ifPresent(it -> properties.put(PREFIX + "roster", it.text()));
        properties.put(PREFIX + "confused", Boolean.toString(confused));
        properties.put(PREFIX + "doubt", Double.toString(doubt));
        properties.put(PREFIX + "seed", Long.toString(seed));
        return properties;
    }

    static Life ofThisProcess() {
        return new Life(
                Integer.parseInt(own("broker.port")),
                own("broker.user"),
                own("broker.password"),
                own("database"),
                Optional.ofNullable(System.getProperty(PREFIX + "roster")).map(Roster::parse),
                Boolean.parseBoolean(own("confused")),
                Double.parseDouble(own("doubt")),
                Long.parseLong(own("seed")));
    }

    private static String own(String name) {
        String value = System.getProperty(PREFIX + name);
        if (value == null) {
            throw new IllegalArgumentException("system property " + PREFIX + name + " is missing");
        }
        return value;
    }
}
