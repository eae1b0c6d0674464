package io.sluice.bench.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What a process uses, read from Linux' {@code /proc}.
 *
 * @param processorNanos time of all its threads since it began, the kernel's on its behalf included; a clock of 10 ms
 * @param residentBytes memory that is in main memory now
 */
record Usage(long processorNanos, long residentBytes) {
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1) / 100;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    /** Of a process that lives. */
    static Usage of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(process.resolve("stat"));
        // The name, in parentheses, may have spaces; what follows it has none.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        String resident = Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid + " has ended"));
        return new Usage(ticks * TICK_NANOS, Long.parseLong(resident.replaceAll("\\D", "")) << 10);
    }
}
