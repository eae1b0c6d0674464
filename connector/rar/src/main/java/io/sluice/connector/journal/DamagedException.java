package io.sluice.connector.journal;

import java.io.IOException;
import java.io.Serial;

/** A file of the journal is missing, or is not what was written: a report cannot be made of it, now or later. */
final class DamagedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
