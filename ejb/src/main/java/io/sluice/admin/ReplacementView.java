package io.sluice.admin;

import java.util.List;

/**
 * What stands in for a machine, or would.
 *
 * @param machine an active machine
 * @param hashrate hashes a second that it should do; 0 when nobody knows
 * @param standIns the standby machines
 * @param missingHashrate hashes a second that are missing all the same; 0 when nobody knows
 */
public record ReplacementView(String machine, double hashrate, List<String> standIns, double missingHashrate) {
    public ReplacementView {
        standIns = List.copyOf(standIns);
    }
}
