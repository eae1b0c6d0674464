package io.sluice.distribution;

/**
 * What the accounting system is told of a booking.
 *
 * @param subAccountId key of the sub-account
 * @param subAccount name of the sub-account
 * @param sequence the booking's number
 * @param body JSON
 */
public record AccountingMessage(long subAccountId, String subAccount, long sequence, String body) {
    /** Of the message's body; grows when a field changes its meaning or goes. */
    public static final int SCHEMA = 1;
}
