package io.sluice.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the field stood a moment ago.
 *
 * @param at when; an event of a machine or a pool that is later is not in it yet
 * @param incarnation the adapter's present life, as in {@link ReportId}
 * @param epoch of the plan in force; 0 before the first
 * @param listening whether machines can connect
 * @param machines one for each machine name with at least one connection
 * @param sessions every pool session
 * @param shares shares since the adapter's start, by verdict: {@code accepted}, {@code rejected}, {@code unanswered},
 *     {@code unforwarded} (below the pool's difficulty, or more than the pool answers), and what was refused here: {@code
 *     stale}, {@code idle} (there was no work for the machine), {@code duplicate}, {@code low-difficulty}, {@code invalid}
 * @param journal how the journal of shares stands
 * @param warnings what an operator should know of the field now, one sentence each
 */
public record FieldStatus(
        Instant at,
        String incarnation,
        long epoch,
        boolean listening,
        List<MachineStatus> machines,
        List<SessionStatus> sessions,
        Map<String, Long> shares,
        JournalStatus journal,
        List<String> warnings) {
    public FieldStatus {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(incarnation, "incarnation");
        machines = List.copyOf(machines);
        sessions = List.copyOf(sessions);
        shares = Map.copyOf(shares);
        Objects.requireNonNull(journal, "journal");
        warnings = List.copyOf(warnings);
    }

    /**
     * A connected machine.
     *
     * @param connections how many it has; their hashrates add up
     * @param connectedSince when the oldest of them was admitted
     * @param servingSubAccounts what its connections work for; empty while nothing can be served
     * @param hashrate hashes a second, measured on its shares; relative error 1/√(number of shares)
     * @param difficulty the machine's own, of its newest connection
     * @param lastShare when it last sent a good share
     * @param idleReason why it has no work; empty when it has
     * @param evidence what it has shown since it connected
     */
    public record MachineStatus(
            String name,
            int connections,
            Instant connectedSince,
            List<String> servingSubAccounts,
            double hashrate,
            double difficulty,
            String agent,
            String address,
            Optional<Instant> lastShare,
            String idleReason,
            Evidence evidence) {
        public MachineStatus {
            Objects.requireNonNull(name, "name");
            servingSubAccounts = List.copyOf(servingSubAccounts);
            Objects.requireNonNull(evidence, "evidence");
        }

        /** A machine that has shown nothing yet. */
        public MachineStatus(
                String name,
                int connections,
                Instant connectedSince,
                List<String> servingSubAccounts,
                double hashrate,
                double difficulty,
                String agent,
                String address,
                Optional<Instant> lastShare,
                String idleReason) {
            this(
                    name,
                    connections,
                    connectedSince,
                    servingSubAccounts,
                    hashrate,
                    difficulty,
                    agent,
                    address,
                    lastShare,
                    idleReason,
                    Evidence.NONE);
        }
    }

    /**
     * What a machine's present connections have shown, each since it was admitted, added up. Everything grows, but for the
     * moment in which one of several connections closes and takes its part along: whoever takes differences begins anew
     * when a count is less than before or {@code connectedSince} is another.
     *
     * <p>With a hashrate of r hashes a second the number of good shares is Poisson distributed with mean r × exposure,
     * whatever difficulties the machine was given meanwhile.
     *
     * @param shares good shares: each met the machine's own difficulty at the time and was new; whether it was forwarded,
     *     or late, does not matter here, as it was found
     * @param exposure good shares to be expected for each hash a second, in seconds a hash: the time for which the machine
     *     had work, each second divided by the hashes that one share stood for at its own difficulty then. While it has no
     *     work, or its pool is away, neither this nor {@code shares} grows
     * @param stale shares refused here because they came too late for their job; those that are late through no fault of
     *     the machine, as its pool or its work was gone, are in none of these counts
     * @param duplicate shares refused here because they had come before
     * @param lowDifficulty shares refused here because they do not meet the machine's difficulty
     * @param invalid shares refused here because they cannot be right: login, extranonce2, version bits, time
     * @param accepted shares that a pool accepted
     * @param rejected shares that a pool rejected
     * @param workingSince since when it has had work without a pause, on the connection that has had it longest; empty
     *     while it has none
     */
    public record Evidence(
            long shares,
            double exposure,
            long stale,
            long duplicate,
            long lowDifficulty,
            long invalid,
            long accepted,
            long rejected,
            Optional<Instant> workingSince) {
        public static final Evidence NONE = new Evidence(0, 0, 0, 0, 0, 0, 0, 0, Optional.empty());

        public Evidence {
            Objects.requireNonNull(workingSince, "workingSince");
            if (shares < 0
                    || !(exposure >= 0)
                    || stale < 0
                    || duplicate < 0
                    || lowDifficulty < 0
                    || invalid < 0
                    || accepted < 0
                    || rejected < 0) {
                throw new IllegalArgumentException("evidence is never negative");
            }
        }

        /** Shares that were refused here, whatever the reason. */
        public long refused() {
            return stale + duplicate + lowDifficulty + invalid;
        }

        /** What two connections have shown together. */
        public Evidence plus(Evidence other) {
            Optional<Instant> since = workingSince;
            if (since.isEmpty()
                    || (other.workingSince.isPresent()
                            && other.workingSince.get().isBefore(since.get()))) {
                since = other.workingSince;
            }
            return new Evidence(
                    shares + other.shares,
                    exposure + other.exposure,
                    stale + other.stale,
                    duplicate + other.duplicate,
                    lowDifficulty + other.lowDifficulty,
                    invalid + other.invalid,
                    accepted + other.accepted,
                    rejected + other.rejected,
                    since);
        }
    }

    /**
     * A connection to a pool for one sub-account.
     *
     * @param difficulty the pool's; 0 before it set one
     * @param machines that work on its jobs
     * @param latencyMillis median of the pool's last answers to shares; 0 before the first
     * @param hashrate hashes a second of the machines that work on its jobs
     */
    public record SessionStatus(
            String subAccount,
            String pool,
            PoolAddress address,
            LoginState state,
            String reason,
            double difficulty,
            int machines,
            double latencyMillis,
            double hashrate,
            int extranonce1Size,
            int extranonce2Size) {
        public SessionStatus {
            Objects.requireNonNull(subAccount, "subAccount");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(address, "address");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(reason, "reason");
        }
    }
}
