package io.sluice.stratum.relay;

import java.util.BitSet;

/**
 * What tells a machine apart from all others that work in the same pool session.
 *
 * @param slot number among the live ones of its profile on this loop
 * @param bank which of a sub-account's pool sessions it uses; two machines with one extranonce1 are in different banks
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity of the machine, never by value
record Extranonce(Profile profile, long slot, int bank, byte[] extranonce1) {

    /** Hands extranonces out; each is free again when its machine is gone, and used again as late as can be. */
    static final class Allocator {
        private final Profile profile;
        private final BitSet used = new BitSet();
        private int next;

        Allocator(Profile profile) {
            this.profile = profile;
        }

        Extranonce take() {
            // A machine starts at the beginning of its space, and would find the shares again of one that had the same
            // extranonce a moment ago: so go round before a slot is used again.
            int perBank = (int) Math.min(profile.machinesPerSession, 1 << 16);
            int round = perBank * (1 + 2 * used.cardinality() / perBank);
            int slot = used.nextClearBit(next >= round ? 0 : next);
            if (slot >= round) {
                slot = used.nextClearBit(0);
            }
            used.set(slot);
            next = slot + 1;
            int bank = (int) (slot / profile.machinesPerSession);
            return new Extranonce(profile, slot, bank, profile.extranonce1(slot % profile.machinesPerSession));
        }

        void free(Extranonce extranonce) {
            used.clear((int) extranonce.slot());
        }
    }
}
