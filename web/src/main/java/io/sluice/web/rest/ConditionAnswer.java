package io.sluice.web.rest;

import io.sluice.api.JournalStatus;
import java.util.List;

/**
 * The condition that the system was found in a moment ago.
 *
 * @param reasons why it is degraded, a sentence each; empty when it is not
 */
public record ConditionAnswer(State state, List<String> reasons, Journal journal) {
    /** In a word. */
    public enum State {
        GOOD,
        DEGRADED
    }

    /**
     * The adapter's journal.
     *
     * @param bytes of disk that it takes
     * @param limitBytes that it may take
     * @param undelivered reports that the application did not take over yet; 1 also while none was made of what waits
     * @param inMemoryShares shares that a kill would lose, as the journal has no room for them
     * @param trouble what is wrong with it, in a sentence; empty when nothing is
     */
    public record Journal(long bytes, long limitBytes, long undelivered, long inMemoryShares, String trouble) {}

    public ConditionAnswer {
        reasons = List.copyOf(reasons);
    }

    static ConditionAnswer of(List<String> reasons, JournalStatus journal) {
        return new ConditionAnswer(
                reasons.isEmpty() ? State.GOOD : State.DEGRADED,
                reasons,
                new Journal(
                        journal.bytes(),
                        journal.limitBytes(),
                        journal.undelivered(),
                        journal.inMemory(),
                        journal.trouble()));
    }
}
