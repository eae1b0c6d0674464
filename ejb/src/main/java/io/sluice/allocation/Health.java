package io.sluice.allocation;

/** How a machine does, on evidence; who judges it is not this package. */
public enum Health {
    /** It was announced and never connected: it cannot have failed. */
    UNSEEN,
    /** It is connected and does what it should. */
    HEALTHY,
    /** It is connected and proven to do less than its standard. */
    WEAK,
    /** It is connected and sends nothing. */
    SILENT,
    /** It is not connected any more. */
    OFFLINE;

    /** Whether what it does counts. */
    boolean works() {
        return this == HEALTHY || this == WEAK;
    }
}
