package io.sluice.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A machine: what is configured and how it stands now.
 *
 * @param standardHashrate hashes a second that it should bring; empty when none is set
 * @param learnedHashrate hashes a second that it did over a long time in which nothing was wrong with it; what is expected
 *     of it where no standard is set; empty until enough was seen
 * @param stateReason the numbers that say why it is {@code SILENT} or {@code BELOW_STANDARD}; empty otherwise
 * @param replacedSince since when an operator has standby machines in its place; empty when none does
 * @param standsInFor for a standby machine at work: the machine whose place it takes
 * @param servingSubAccount what it works for now; the first, when its connections work for several
 * @param servingSubAccounts all that its connections work for now
 * @param hashrate hashes a second, measured on its shares
 * @param connectedSince empty while it is not connected
 * @param connections how many it has; their hashrates add up
 * @param difficulty its own, of its newest connection; 0 while it is not connected
 * @param agent what it says of itself; empty while it is not connected
 * @param address where it connects from; empty while it is not connected
 * @param idleReason why it has no work; empty when it has, or is not connected
 * @param explanation why it is where it is; empty before anything was decided for it
 * @param next what comes next; empty when nothing is foreseen
 */
public record MachineView(
        String name,
        Role role,
        String group,
        Optional<Double> standardHashrate,
        boolean outOfService,
        State state,
        Optional<Double> learnedHashrate,
        String stateReason,
        Optional<Instant> replacedSince,
        Optional<String> standsInFor,
        Optional<String> servingSubAccount,
        List<String> servingSubAccounts,
        double hashrate,
        Optional<Instant> connectedSince,
        int connections,
        double difficulty,
        String agent,
        String address,
        Optional<Instant> lastShare,
        String idleReason,
        Optional<Explanation> explanation,
        Optional<Next> next) {
    /**
     * Why a machine is where it is; see {@link MachineExplanation}.
     *
     * @param subAccount what it is to work for; empty for none
     * @param since since when; empty when it is not known
     */
    public record Explanation(String why, Optional<String> subAccount, Optional<Instant> since, String text) {}

    /**
     * What a machine is expected to do next.
     *
     * @param at when about; empty when nobody knows
     */
    public record Next(String subAccount, Optional<Instant> at) {}

    /** What a machine is for. */
    public enum Role {
        /** It works. */
        ACTIVE,
        /** It works in the place of an active machine that does not. */
        STANDBY
    }

    /** How a machine is. */
    public enum State {
        /** It is connected, or was a moment ago. */
        ONLINE,
        /** It has had no connection for longer than a reconnect takes. */
        OFFLINE,
        /** It is connected but sends no shares, which is improbable at its standard. */
        SILENT,
        /** It brings improbably little for its standard, or too many bad shares. */
        BELOW_STANDARD,
        /** An operator took it out of service. */
        OUT_OF_SERVICE
    }

    public MachineView {
        servingSubAccounts = List.copyOf(servingSubAccounts);
    }
}
