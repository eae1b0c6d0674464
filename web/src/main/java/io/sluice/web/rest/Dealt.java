package io.sluice.web.rest;

/**
 * What became of a dead letter.
 *
 * @param detail the same as a sentence
 */
public record Dealt(long id, Outcome outcome, String detail) {
    /** What an operator had done with it. */
    public enum Outcome {
        /** It is back on its queue. */
        REPLAYED,
        /** It is given up. */
        DISCARDED
    }

    static Dealt replayed(long id) {
        return new Dealt(
                id,
                Outcome.REPLAYED,
                "Dead letter " + id + " is back on its queue; if it cannot be read again, it comes back to this list.");
    }

    static Dealt discarded(long id) {
        return new Dealt(
                id, Outcome.DISCARDED, "Dead letter " + id + " is discarded; the event that says so quotes it.");
    }
}
