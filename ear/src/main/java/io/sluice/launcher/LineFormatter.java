package io.sluice.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** A log record as one line, with its stack trace, if any, below. For console and file alike. */
public final class LineFormatter extends Formatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord log) {
        var text = new StringBuilder()
                .append(TIME.format(log.getInstant()))
                .append(' ')
                .append(log.getLevel())
                .append(' ')
                .append(log.getLoggerName())
                .append(": ")
                .append(formatMessage(log))
                .append(System.lineSeparator());
        if (log.getThrown() != null) {
            var trace = new StringWriter();
            log.getThrown().printStackTrace(new PrintWriter(trace));
            text.append(trace);
        }
        return text.toString();
    }
}
