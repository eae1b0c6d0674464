package io.sluice.admin;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A sub-account: what is configured, what it got in its current period, and how it stands now. Holds no password.
 *
 * @param pool name of its pool
 * @param user its user name there
 * @param position its place in the order of filling
 * @param standard work due; empty for the surplus account
 * @param priority who is served first when there is not enough for all: the smaller number
 * @param weight its part where hashrate is divided by ratio; empty when none was set
 * @param dueAt when the standard is due, where that was set; else it is at the end of the period
 * @param carryOver whether what a period is short of is due in the next one as well
 * @param paused whether it gets no machines until it is resumed
 * @param pausedAt since when it is paused; empty while it is not
 * @param pausedBy who paused it; empty while it is not
 * @param note what operators want to remember of it; empty for nothing
 * @param hashrate hashes a second that work for it now
 * @param machines names of the machines that work for it now
 */
public record SubAccountView(
        String name,
        String pool,
        String user,
        int position,
        String group,
        Optional<Standard> standard,
        int priority,
        Optional<BigDecimal> weight,
        Optional<Instant> dueAt,
        boolean carryOver,
        boolean paused,
        Optional<Instant> pausedAt,
        Optional<String> pausedBy,
        String note,
        Capability capability,
        double hashrate,
        Login login,
        List<String> machines) {
    public SubAccountView {
        machines = List.copyOf(machines);
    }

    /**
     * A standard.
     *
     * @param hashes work due in a period
     * @param period {@code ONCE}, {@code DAILY} or an ISO-8601 duration
     */
    public record Standard(BigDecimal hashes, String period) {}

    /**
     * What a sub-account got in its current period.
     *
     * @param periodStart when the period began
     * @param periodEnd when it ends; empty when it never does
     * @param dueHashes work due in it: the standard, and what is carried over; empty for a surplus account
     * @param carriedHashes what of that the period before was short of
     * @param accumulatedHashes work that the pool accepted
     * @param unansweredShares shares that the pool's answer to is not known
     * @param upToStandardAt when the standard was met; empty until then
     */
    public record Capability(
            Instant periodStart,
            Optional<Instant> periodEnd,
            Optional<BigDecimal> dueHashes,
            BigDecimal carriedHashes,
            BigDecimal accumulatedHashes,
            long acceptedShares,
            long rejectedShares,
            long unansweredShares,
            boolean upToStandard,
            Optional<Instant> upToStandardAt) {}

    /**
     * How it stands with its pool.
     *
     * @param state {@code ACCEPTED}, {@code REFUSED} or {@code CONNECTING}
     * @param reason the pool's own words when it refused, or why there is no connection; empty when accepted
     */
    public record Login(String state, String reason) {}

    /** How much of the standard is met, from 0 to 1; 1 for the surplus account, which has none to meet. */
    public double filled() {
        return standard.filter(s -> s.hashes().signum() > 0)
                .map(s -> Math.min(
                        1.0,
                        capability.accumulatedHashes().doubleValue()
                                / s.hashes().doubleValue()))
                .orElse(1.0);
    }
}
