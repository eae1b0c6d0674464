package io.sluice.distribution;

import io.sluice.allocation.Explanation;
import java.time.Instant;
import java.util.Optional;

/**
 * What a plan says of a machine.
 *
 * @param machineId its key
 * @param why what it works for and why; empty when nothing was said of it yet
 * @param since when that was said first; empty with {@code why}
 * @param place whose part of the hashrate it belongs to; empty for none
 */
public record Decision(long machineId, Optional<Explanation> why, Optional<Instant> since, Optional<String> place) {}
