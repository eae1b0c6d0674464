package io.sluice.launcher;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.logging.Filter;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/** Everything goes to {@code SLUICE_HOME/log}; the console shows what Sluice itself warns of, and nothing of the platform. */
final class Logs {
    /** For the console; the log manager makes it by its name. */
    public static final class OfSluice implements Filter {
        @Override
        public boolean isLoggable(LogRecord log) {
            return log.getLoggerName() != null && log.getLoggerName().startsWith("io.sluice.");
        }
    }

    private Logs() {}

    static void configure(Home home) throws IOException {
        String formatter = LineFormatter.class.getName();
        var properties = new Properties();
        properties.setProperty("handlers", "java.util.logging.FileHandler,java.util.logging.ConsoleHandler");
        properties.setProperty(".level", "INFO");
        // Prints every expired certificate of the platform's own trust store, whole, at each start.
        properties.setProperty("javax.enterprise.system.security.ssl.level", "SEVERE");
        properties.setProperty(
                "java.util.logging.FileHandler.pattern", home.log().toString().replace("%", "%%") + "/sluice-%g.log");
        properties.setProperty("java.util.logging.FileHandler.limit", "20000000");
        properties.setProperty("java.util.logging.FileHandler.count", "5");
        properties.setProperty("java.util.logging.FileHandler.append", "true");
        properties.setProperty("java.util.logging.FileHandler.formatter", formatter);
        properties.setProperty("java.util.logging.ConsoleHandler.level", "WARNING");
        properties.setProperty("java.util.logging.ConsoleHandler.filter", OfSluice.class.getName());
        properties.setProperty("java.util.logging.ConsoleHandler.formatter", formatter);
        Path file = home.root().resolve("runtime").resolve("logging.properties");
        var text = new StringWriter();
        properties.store(text, null);
        Files.writeString(file, text.toString());
        // Payara Micro reads it again from here when it has set itself up.
        System.setProperty("java.util.logging.config.file", file.toString());
        LogManager.getLogManager().readConfiguration();
    }
}
