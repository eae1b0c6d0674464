package io.sluice.distribution;

import java.util.List;

/**
 * What came of a report; nothing, when it was booked before.
 *
 * @param upToStandard names of the sub-accounts that came up to standard by it
 * @param messages what the accounting system is to be told of it, each sub-account's in the order of their numbers
 */
public record Booked(List<String> upToStandard, List<AccountingMessage> messages) {
    static final Booked BEFORE = new Booked(List.of(), List.of());

    public Booked {
        upToStandard = List.copyOf(upToStandard);
        messages = List.copyOf(messages);
    }
}
