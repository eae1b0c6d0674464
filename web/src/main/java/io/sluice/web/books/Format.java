package io.sluice.web.books;

import java.util.Locale;
import java.util.Optional;

/** What something is written as. */
public enum Format {
    CSV("text/csv;charset=UTF-8"),
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    PDF("application/pdf");

    private final String mediaType;

    Format(String mediaType) {
        this.mediaType = mediaType;
    }

    /** As HTTP calls it. */
    public String mediaType() {
        return mediaType;
    }

    /** The ending of a file, without a dot. */
    public String ending() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format of that ending, however written; empty when there is none. */
    public static Optional<Format> of(String ending) {
        for (Format format : values()) {
            if (format.ending().equalsIgnoreCase(ending)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
