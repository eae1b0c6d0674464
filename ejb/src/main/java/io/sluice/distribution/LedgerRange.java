package io.sluice.distribution;

/**
 * Numbers of lines of the ledger: ids, or the numbers that a sub-account's lines have. Empty when the last is less than the first.
 *
 * @param first the least
 * @param last the greatest, included
 */
record LedgerRange(long first, long last) {
    static final LedgerRange NONE = new LedgerRange(Long.MAX_VALUE, 0);

    static LedgerRange of(long one) {
        return new LedgerRange(one, one);
    }

    boolean isEmpty() {
        return last < first;
    }

    /** From the least of both to the greatest. */
    LedgerRange and(LedgerRange other) {
        return new LedgerRange(Math.min(first, other.first), Math.max(last, other.last));
    }
}
