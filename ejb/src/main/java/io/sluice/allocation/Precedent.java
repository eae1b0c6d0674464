package io.sluice.allocation;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What the allocation before leaves to the next one, so that only what must move moves. An allocation is made without
 * one too; it then begins anew.
 *
 * @param at when that allocation was made
 * @param standIns standby machine at work, the machine whose place it takes
 * @param places machine, the sub-account whose share of the hashrate it belongs to
 * @param accounts by sub-account: what it was to receive
 */
public record Precedent(
        Instant at, Map<String, String> standIns, Map<String, String> places, Map<String, Account> accounts) {
    /** Nothing was before. */
    public static final Precedent NONE = ofStandIns(Map.of());

    public Precedent {
        Objects.requireNonNull(at, "at");
        standIns = Map.copyOf(standIns);
        places = Map.copyOf(places);
        accounts = Map.copyOf(accounts);
    }

    /** Only the stand-ins are known. */
    public static Precedent ofStandIns(Map<String, String> standIns) {
        return new Precedent(Instant.EPOCH, standIns, Map.of(), Map.of());
    }

    /** After a start, when only the stand-ins are known and what each machine works for. */
    public static Precedent ofPlaces(Instant at, Map<String, String> standIns, Map<String, String> places) {
        return new Precedent(at, standIns, places, Map.of());
    }

    /**
     * What a sub-account was to receive.
     *
     * @param periodStart names its period
     * @param accumulated hashes it had
     * @param owed hashes it had too few, negative when too many, by the rates meant for it so far
     * @param rate hashes a second meant for it from then on
     */
    public record Account(Instant periodStart, double accumulated, double owed, double rate) {
        public Account {
            Objects.requireNonNull(periodStart, "periodStart");
        }
    }
}
