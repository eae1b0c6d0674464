package io.sluice.web.console;

/** Something an operator should look at. */
public record Alert(Severity severity, String text) {
    /** How bad it is. */
    public enum Severity {
        SEVERE,
        WARNING,
        NOTICE
    }

    public Severity getSeverity() {
        return severity;
    }

    public String getText() {
        return text;
    }

    /** Of PrimeIcons. */
    public String getIcon() {
        return switch (severity) {
            case SEVERE -> "pi-times-circle";
            case WARNING -> "pi-exclamation-triangle";
            case NOTICE -> "pi-info-circle";
        };
    }
}
