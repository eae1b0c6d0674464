package io.sluice.lab;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lab machines, hundreds if need be, on a few threads: one for all connections, and some that hash for all machines in
 * turn, each machine at its own rate. When the processors cannot give what the machines are set to, all get less.
 */
public final class LabFarm implements AutoCloseable {
    private static final Logger LOG = System.getLogger(LabFarm.class.getName());

    private final EventLoopGroup group = new NioEventLoopGroup(1, Lines.daemons("lab-farm"));
    private final List<HashingThread> threads = new ArrayList<>();
    private final List<LabMachine> machines = new CopyOnWriteArrayList<>();

    /** @param hashingThreads 1 or more; each takes up to one processor */
    public LabFarm(int hashingThreads) {
        if (hashingThreads < 1) {
            throw new IllegalArgumentException("a farm needs a thread that hashes");
        }
        for (int i = 0; i < hashingThreads; i++) {
            HashingThread thread = new HashingThread("lab-hash-" + (i + 1));
            threads.add(thread);
            thread.start();
        }
    }

    /** Adds a machine and starts it. */
    public LabMachine add(LabMachine.Builder settings) {
        LabMachine machine = new LabMachine(settings, group);
        synchronized (threads) {
            threads.get(machines.size() % threads.size()).add(machine);
            machines.add(machine);
        }
        machine.start();
        return machine;
    }

    /** All machines ever added, closed ones too. */
    public List<LabMachine> machines() {
        return List.copyOf(machines);
    }

    /** Shares accepted from all machines. */
    public long accepted() {
        return machines.stream().mapToLong(LabMachine::accepted).sum();
    }

    /** Shares rejected from all machines, by reason. */
    public Map<String, Long> rejected() {
        Map<String, Long> sum = new TreeMap<>();
        machines.forEach(machine -> machine.rejected().forEach((reason, count) -> sum.merge(reason, count, Long::sum)));
        return sum;
    }

    /** Connections that any machine has lost. */
    public long disconnects() {
        return machines.stream().mapToLong(LabMachine::disconnects).sum();
    }

    /** Changes of extranonce that any machine has seen. */
    public long extranonceChanges() {
        return machines.stream().mapToLong(LabMachine::extranonceChanges).sum();
    }

    /** Stops all machines' hashing, waiting for what was found to be sent and answered, at most so long. */
    public void finish(Duration most) throws InterruptedException {
        machines.forEach(LabMachine::pause);
        long end = System.nanoTime() + most.toNanos();
        awaitAllSent(end);
        while (machines.stream().anyMatch(machine -> machine.awaiting() > 0) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** A thread may be within a turn as its machines are paused, and hand over a share after that. */
    private void awaitAllSent(long end) throws InterruptedException {
        CompletableFuture<Void> found = CompletableFuture.allOf(
                threads.stream().map(HashingThread::roundEnd).toArray(CompletableFuture<?>[]::new));
        try {
            found.thenRunAsync(() -> {}, group.next()).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a farm's connections cannot be asked whether all is sent", e);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, "The farm still hashes after the time that it was given to stop");
        }
    }

    @Override
    public void close() {
        machines.forEach(LabMachine::close);
        threads.forEach(HashingThread::end);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
