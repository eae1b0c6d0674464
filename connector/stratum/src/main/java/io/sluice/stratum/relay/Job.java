package io.sluice.stratum.relay;

import io.sluice.api.Work;
import io.sluice.stratum.protocol.FromPool;
import io.sluice.stratum.protocol.MachineCodec;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.Target;
import java.util.Arrays;

/**
 * A pool's job under an id of ours, with everything pinned that a share of it will be judged by: the pool's difficulty,
 * version mask and extranonce as they were when the job came. The same job may be issued again under a later id; both
 * then share what was already found.
 */
final class Job {
    private final long number;
    private final PoolSession session;
    private final FromPool.Notify notify;
    private final byte[] extranonce1;
    private final int extranonce2Size;
    private final Difficulty difficulty;
    private final Target target;
    private final int versionMask;
    private final FoundShares found;
    private final int secondsLater;
    private final byte[][] coinbase1ByPad = new byte[PoolSession.LONGEST_EXTRANONCE2 + 1][];
    private final byte[][] line = new byte[PoolSession.LONGEST_EXTRANONCE2 + 1][];
    private final byte[][] cleanLine = new byte[PoolSession.LONGEST_EXTRANONCE2 + 1][];

    private Work work;
    private GrantCounter talliedBy;
    private GrantCounter.Tally tally;

    Job(
            long number,
            PoolSession session,
            FromPool.Notify notify,
            PoolSession.Terms terms,
            FoundShares.Together foundTogether) {
        this(
                number,
                session,
                notify,
                terms.extranonce1(),
                terms.extranonce2Size(),
                terms.difficulty(),
                terms.difficulty().target(),
                terms.versionMask(),
                new FoundShares(foundTogether),
                0);
    }

    private Job(
            long number,
            PoolSession session,
            FromPool.Notify notify,
            byte[] extranonce1,
            int extranonce2Size,
            Difficulty difficulty,
            Target target,
            int versionMask,
            FoundShares found,
            int secondsLater) {
        this.number = number;
        this.session = session;
        this.notify = notify;
        this.extranonce1 = extranonce1;
        this.extranonce2Size = extranonce2Size;
        this.difficulty = difficulty;
        this.target = target;
        this.versionMask = versionMask;
        this.found = found;
        this.secondsLater = secondsLater;
    }

    /**
     * The same job under a new id, and a second later: machines begin a job at the beginning of their space, and would
     * find the same shares again if nothing else were different.
     *
     * @param later false where its time is as far ahead as it may be
     */
    Job reissued(long newNumber, boolean later) {
        return new Job(
                newNumber,
                session,
                notify,
                extranonce1,
                extranonce2Size,
                difficulty,
                target,
                versionMask,
                found,
                secondsLater + (later ? 1 : 0));
    }

    boolean isReissue() {
        return secondsLater > 0;
    }

    /** By how much the time that machines are shown is ahead of the pool's. */
    int secondsLater() {
        return secondsLater;
    }

    long number() {
        return number;
    }

    PoolSession session() {
        return session;
    }

    FromPool.Notify notice() {
        return notify;
    }

    Difficulty difficulty() {
        return difficulty;
    }

    Target target() {
        return target;
    }

    /** What a share of it stands for. */
    Work work() {
        if (work == null) {
            work = difficulty.work();
        }
        return work;
    }

    int versionMask() {
        return versionMask;
    }

    FoundShares found() {
        return found;
    }

    int extranonce2Size() {
        return extranonce2Size;
    }

    boolean canCarry(Profile profile) {
        return profile.size() <= extranonce2Size;
    }

    /** Where a counter counts this job's shares; looked up once for each. */
    GrantCounter.Tally tally(GrantCounter counter) {
        if (talliedBy != counter) {
            tally = counter.tally(work());
            talliedBy = counter;
        }
        return tally;
    }

    /** Whether the block it builds on is still the one that the pool works on. */
    boolean onCurrentBlock() {
        Job current = session.currentJob();
        return current != null && isOfSameBlock(current);
    }

    boolean isOfSameBlock(Job other) {
        return Arrays.equals(other.notify.previousHash(), notify.previousHash());
    }

    /** Bytes between the pool's extranonce1 and the machine's. */
    int padLength(Profile profile) {
        return extranonce2Size - profile.size();
    }

    /** What a machine of this profile takes for the first part of the coinbase. */
    byte[] coinbase1(Profile profile) {
        int pad = padLength(profile);
        byte[] bytes = coinbase1ByPad[pad];
        if (bytes == null) {
            byte[] first = notify.coinbase1();
            bytes = Arrays.copyOf(first, first.length + extranonce1.length + pad);
            System.arraycopy(extranonce1, 0, bytes, first.length, extranonce1.length);
            coinbase1ByPad[pad] = bytes;
        }
        return bytes;
    }

    /** The notify line for machines of this profile; the same bytes for all of them. */
    byte[] line(Profile profile, boolean clean) {
        byte[][] lines = clean ? cleanLine : line;
        int pad = padLength(profile);
        if (lines[pad] == null) {
            lines[pad] = MachineCodec.notify(Long.toHexString(number), shown(), coinbase1(profile), clean);
        }
        return lines[pad];
    }

    /** About how many bytes such a line has. */
    int lineSize() {
        return 2 * (notify.coinbase1().length + notify.coinbase2().length)
                + 67 * notify.branches().size()
                + 300;
    }

    private FromPool.Notify shown() {
        return secondsLater == 0
                ? notify
                : new FromPool.Notify(
                        notify.jobId(),
                        notify.previousHash(),
                        notify.coinbase1(),
                        notify.coinbase2(),
                        notify.branches(),
                        notify.version(),
                        notify.nbits(),
                        notify.ntime() + secondsLater,
                        notify.clean());
    }

    /** The extranonce2 that the pool expects for a share. */
    byte[] poolExtranonce2(Extranonce extranonce, byte[] machineExtranonce2) {
        byte[] bytes = new byte[extranonce2Size];
        int pad = padLength(extranonce.profile());
        System.arraycopy(extranonce.extranonce1(), 0, bytes, pad, extranonce.extranonce1().length);
        System.arraycopy(
                machineExtranonce2, 0, bytes, pad + extranonce.extranonce1().length, machineExtranonce2.length);
        return bytes;
    }
}
