package io.sluice.bench;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.bench.load.EasyPool;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * Nanoseconds of processor time that this process has used.
 *
 * @param all of it, the virtual machine's own threads included
 * @param loops Sluice's event loops
 * @param keeper the thread that keeps the journal: makes segments, brings them to the disk
 * @param reports the thread that makes and takes the journal's reports
 * @param load pool and machines of the benchmark
 */
record ProcessorTime(long all, long loops, long keeper, long reports, long load) {
    private static final String LOOPS = "sluice-loop";

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Until now. */
    static ProcessorTime now() {
        long loops = 0;
        long keeper = 0;
        long reports = 0;
        long load = 0;
        for (long id : THREADS.getAllThreadIds()) {
            ThreadInfo info = THREADS.getThreadInfo(id);
            long nanos = THREADS.getThreadCpuTime(id);
            if (info == null || nanos < 0) {
                continue; // it has ended
            }
            String name = info.getThreadName();
            if (name.startsWith(LOOPS)) {
                loops += nanos;
            } else if (name.equals(Bookkeeping.KEEPER)) {
                keeper += nanos;
            } else if (name.equals(Bookkeeping.REPORTS)) {
                reports += nanos;
            } else if (name.equals(EasyPool.THREAD) || name.equals(Fleet.THREAD)) {
                load += nanos;
            }
        }
        return new ProcessorTime(PROCESS.getProcessCpuTime(), loops, keeper, reports, load);
    }

    ProcessorTime since(ProcessorTime begin) {
        return new ProcessorTime(
                all - begin.all,
                loops - begin.loops,
                keeper - begin.keeper,
                reports - begin.reports,
                load - begin.load);
    }
}
