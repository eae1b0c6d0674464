package io.sluice.stratum.relay;

import io.sluice.api.FieldStatus.Evidence;
import io.sluice.api.Work;
import java.time.Instant;
import java.util.Optional;

/** What one connection of a machine has shown; see {@link Evidence}. A share costs an increment. Single-threaded. */
final class EvidenceCount {
    private static final double HASHES_PER_DIFFICULTY = Work.HASHES_PER_DIFFICULTY.doubleValue();

    private long shares;
    private long stale;
    private long duplicate;
    private long lowDifficulty;
    private long invalid;
    private long accepted;
    private long rejected;
    private double exposure;
    private double difficulty;
    private long sinceMillis;
    private Instant workingSince;

    /** It has a job of this difficulty, from now on. */
    void works(long nowMillis, Instant now, double ofDifficulty) {
        advance(nowMillis);
        difficulty = ofDifficulty;
        if (workingSince == null) {
            workingSince = now;
        }
    }

    /** It has no work from now on. */
    void pauses(long nowMillis) {
        advance(nowMillis);
        workingSince = null;
    }

    /** Brings the exposure up to now, at the difficulty that held until now. */
    private void advance(long nowMillis) {
        if (workingSince != null) {
            exposure += (nowMillis - sinceMillis) / (1_000 * difficulty * HASHES_PER_DIFFICULTY);
        }
        sinceMillis = nowMillis;
    }

    /** A share is good by the machine's own difficulty. */
    void good() {
        if (workingSince != null) {
            shares++;
        }
    }

    /** A share was refused here. */
    void refused(String verdict) {
        switch (verdict) {
            case VerdictCounts.STALE -> stale++;
            case VerdictCounts.DUPLICATE -> duplicate++;
            case VerdictCounts.LOW_DIFFICULTY -> lowDifficulty++;
            default -> invalid++;
        }
    }

    void accepted() {
        accepted++;
    }

    void rejected() {
        rejected++;
    }

    Evidence at(long nowMillis) {
        advance(nowMillis);
        return new Evidence(
                shares,
                exposure,
                stale,
                duplicate,
                lowDifficulty,
                invalid,
                accepted,
                rejected,
                Optional.ofNullable(workingSince));
    }
}
