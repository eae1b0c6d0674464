package io.sluice.bench.load;

/** The end of threads. */
public final class Threads {
    private Threads() {}

    /** Waits for a thread that ends at once, interrupted or not: what it uses is closed afterwards. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
