package io.sluice.lab;

import io.sluice.stratum.protocol.FromPool.Notify;
import io.sluice.stratum.work.Difficulty;
import io.sluice.stratum.work.Target;

/**
 * What a machine is to work on: made on its event loop, read by the thread that hashes, never changed.
 *
 * @param extranonce1 as subscribed
 * @param versionMask bits that may be rolled; 0 for none
 */
@SuppressWarnings("ArrayRecordComponent") // never changed and never compared
record Task(
        MachineConnection connection,
        Notify job,
        Difficulty difficulty,
        Target target,
        byte[] extranonce1,
        int extranonce2Size,
        int versionMask) {

    Task(
            MachineConnection connection,
            Notify job,
            Difficulty difficulty,
            byte[] extranonce1,
            int extranonce2Size,
            int versionMask) {
        this(connection, job, difficulty, difficulty.target(), extranonce1, extranonce2Size, versionMask);
    }

    /** The same task at another difficulty. */
    Task at(Difficulty other) {
        return new Task(connection, job, other, extranonce1, extranonce2Size, versionMask);
    }

    /** Whether the same search goes on, though the difficulty may have changed. */
    boolean continues(Task earlier) {
        return earlier != null && earlier.job.equals(job) && earlier.extranonce1 == extranonce1;
    }
}
