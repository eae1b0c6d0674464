package io.sluice.faults;

import java.nio.file.Path;

/**
 * How a field is set up.
 *
 * @param folder of all its files; empty
 * @param standard of sub-accounts, in shares
 * @param embedded whether the database is H2 within the field's process, and not PostgreSQL
 * @param smallDisk whether the journal has a disk of its own that can be filled up
 * @param clock whether the field's clock can be set
 */
record Setup(Path folder, long standard, boolean embedded, boolean smallDisk, boolean clock) {
    /** On PostgreSQL, with a disk as large as it is and the right time. */
    static Setup onPostgres(Path folder, long standard) {
        return new Setup(folder, standard, false, false, false);
    }

    /** Everything in one small place, and a clock that cannot be trusted. */
    static Setup onSmallDisk(Path folder, long standard) {
        return new Setup(folder, standard, true, true, true);
    }
}
