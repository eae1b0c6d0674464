package io.sluice.stratum.relay;

import io.sluice.api.PoolAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Addresses of pools that misbehaved, and are left alone for a while, by all loops and sub-accounts. Thread-safe; bounded by
 * the addresses that there are.
 */
final class PoolsAside {
    /** The first time that an address is put aside for; each further one is twice as long. */
    static final long FIRST_MILLIS = 15_000;

    static final long LONGEST_MILLIS = 600_000;
    /** Who behaved for so long begins anew. */
    static final long FORGOTTEN_MILLIS = 600_000;

    private record Aside(long untilMillis, int times) {}

    private final Map<PoolAddress, Aside> aside = new ConcurrentHashMap<>();

    /** Puts an address aside; returns for how many milliseconds. */
    long put(PoolAddress address, long now) {
        Aside put = aside.compute(address, (key, before) -> {
            if (before != null && now < before.untilMillis()) {
                // By another loop or sub-account, for the same.
                return before;
            }
            boolean again = before != null && now - before.untilMillis() < FORGOTTEN_MILLIS;
            int times = again ? before.times() + 1 : 1;
            return new Aside(now + Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(times - 1, 10)), times);
        });
        return put.untilMillis() - now;
    }

    /** For how many milliseconds from now an address is to be left alone; 0 when it is not. */
    long millis(PoolAddress address, long now) {
        Aside put = aside.get(address);
        return put == null ? 0 : Math.max(0, put.untilMillis() - now);
    }

    /** Forgets addresses that are in no plan any more. */
    void retain(Collection<PoolAddress> known) {
        aside.keySet().retainAll(known);
    }
}
