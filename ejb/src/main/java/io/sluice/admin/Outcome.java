package io.sluice.admin;

/** What became of something that an operator created, changed or removed. */
public enum Outcome {
    /** It is new. */
    CREATED,
    /** It was there and is different now. */
    CHANGED,
    /** It was there, exactly so; nothing happened. */
    UNCHANGED,
    /** It is gone. */
    REMOVED,
    /** It is gone from configuration, but the ledger refers to it, so its name and its results stay readable. */
    ARCHIVED
}
