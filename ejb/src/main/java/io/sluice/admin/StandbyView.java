package io.sluice.admin;

import java.util.Optional;

/**
 * A standby machine.
 *
 * @param hashrate hashes a second that it would bring: set or learned, or else as measured; 0 when nobody knows
 * @param ready whether it could come in now
 * @param replaces the machine in whose place it works; empty while it stands by
 */
public record StandbyView(
        String name,
        String group,
        MachineView.State state,
        double hashrate,
        boolean ready,
        Optional<String> replaces) {}
