package io.sluice.bench;

/** The end of threads. */
final class Threads {
    private Threads() {}

    /** Waits for a thread that ends at once, interrupted or not: what it uses is closed afterwards. */
    static void join(Thread thread) {
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
