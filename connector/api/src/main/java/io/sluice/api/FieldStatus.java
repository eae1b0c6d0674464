package io.sluice.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How the field stands at one moment.
 *
 * @param incarnation the adapter's present life, as in {@link ReportId}
 * @param epoch of the plan in force; 0 before the first
 * @param listening whether machines can connect
 * @param machines one for each machine name with at least one connection
 * @param sessions every pool session
 * @param shares shares since the adapter's start, by verdict: {@code accepted}, {@code rejected}, {@code unanswered},
 *     {@code unforwarded} (below the pool's difficulty, or more than the pool answers), and what was refused here: {@code
 *     stale}, {@code duplicate}, {@code low-difficulty}, {@code invalid}
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
            String idleReason) {
        public MachineStatus {
            Objects.requireNonNull(name, "name");
            servingSubAccounts = List.copyOf(servingSubAccounts);
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
