package io.sluice.lab;

import io.sluice.stratum.work.ShareHasher;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Hashes for its machines in turn, a few hundred hashes each. */
final class HashingThread extends Thread {
    private static final int TURN = 256;
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(2);

    private final List<LabMachine> machines = new CopyOnWriteArrayList<>();
    private final Queue<CompletableFuture<Void>> roundEnds = new ConcurrentLinkedQueue<>();
    private final ShareHasher hasher = new ShareHasher();
    private volatile boolean ended;

    HashingThread(String name) {
        super(name);
        setDaemon(true);
    }

    void add(LabMachine machine) {
        machines.add(machine);
    }

    void end() {
        ended = true;
        LockSupport.unpark(this);
    }

    /**
     * Completes between two rounds: a machine that was paused before this is called hashes no more, and what it found is
     * handed to its connection.
     */
    CompletableFuture<Void> roundEnd() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        roundEnds.add(end);
        return end;
    }

    /** One machine's fault is its own: the others go on. */
    private int turn(LabMachine machine) {
        try {
            return machine.hash(TURN, hasher, System.nanoTime());
        } catch (RuntimeException e) {
            machine.fault(e);
            machine.close();
            return 0;
        }
    }

    @Override
    public void run() {
        while (!ended) {
            for (CompletableFuture<Void> end = roundEnds.poll(); end != null; end = roundEnds.poll()) {
                end.complete(null);
            }
            int hashes = 0;
            for (LabMachine machine : machines) {
                hashes += turn(machine);
            }
            if (hashes == 0) {
                LockSupport.parkNanos(REST);
            }
        }
    }
}
