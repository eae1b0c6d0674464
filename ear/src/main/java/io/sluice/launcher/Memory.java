package io.sluice.launcher;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger.Level;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Makes the virtual machine give back what it does not need: a start, or ten thousand machines that connect, take several
 * times the memory that is in use afterwards, and neither G1 nor the C library gives it back unless told otherwise. These are
 * the options and commands that there are while it runs, as {@code java -Xmx512m -jar} leaves no other way.
 */
final class Memory {
    private static final System.Logger LOG = System.getLogger(Memory.class.getName());

    private static final Duration EVERY = Duration.ofSeconds(5);

    /** Share of the time: while collections take more, there is work for the memory. */
    private static final double QUIET = 0.01;

    /** While nothing much is done, memory is given back once in so many rounds. */
    private static final int SELDOM = 6;

    private static final String PERIODIC_COLLECTION = "G1PeriodicGCInterval";

    private final HotSpotDiagnosticMXBean machine;
    private final Duration every;

    private Memory(HotSpotDiagnosticMXBean machine, Duration every) {
        this.machine = machine;
        this.every = every;
    }

    /** Once now, and from now on. */
    static void giveBackWhatIsNotNeeded() {
        giveBackWhatIsNotNeeded(EVERY);
    }

    static void giveBackWhatIsNotNeeded(Duration every) {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (machine == null) {
            return; // Not HotSpot: nothing to set.
        }
        var memory = new Memory(machine, every);
        memory.set("MinHeapFreeRatio", "20");
        memory.set("MaxHeapFreeRatio", "40");
        System.gc(); // What the start left behind; machines have hardly begun to connect.
        memory.trimNative();
        Thread thread = new Thread(memory::goOn, "sluice-memory");
        thread.setDaemon(true);
        thread.start();
    }

    private void goOn() {
        try {
            int quiet = 0;
            while (true) {
                Duration before = collecting();
                Thread.sleep(every.toMillis());
                Duration collected = collecting().minus(before);
                if (collected.toMillis() > QUIET * every.toMillis()) {
                    quiet = 0;
                    continue;
                }
                if (isDue(quiet)) {
                    trimNative();
                    collectConcurrently();
                    // What it found to be free is collected now, and is no work.
                    Thread.sleep(every.toMillis());
                }
                quiet++;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Memory that is not needed is not given back any more until the next start.", e);
        }
    }

    /**
     * Soon after the work ended, but not for one pause in it; once more soon after that, as G1 gives back at the end of a look what it
     * freed after the one before; and seldom after that.
     *
     * @param quiet rounds before this one, without a break, in which nothing much was done
     */
    static boolean isDue(int quiet) {
        return quiet == 1 || quiet == 3 || quiet % SELDOM == SELDOM - 1;
    }

    private static Duration collecting() {
        return Duration.ofMillis(ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum());
    }

    /**
     * Has G1 look for what is not in use, beside everything else; {@code System.gc()} would stop everything for as long as that takes.
     * G1 does it by itself only when nothing at all was collected for a while, which never is with thousands of machines: it
     * is told that a second is a while. It asks itself that each second.
     */
    private void collectConcurrently() throws InterruptedException {
        String set = machine.getVMOption(PERIODIC_COLLECTION).getValue();
        set(PERIODIC_COLLECTION, "1000");
        try {
            Thread.sleep(2_200);
        } finally {
            set(PERIODIC_COLLECTION, set);
        }
    }

    /** What the compiler and the class loaders have used for a while stays with the C library. */
    private void trimNative() {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "systemTrimNativeHeap",
                    new Object[0],
                    new String[0]);
        } catch (JMException e) {
            // It came with a later update of Java 17, and is there on Linux with the GNU C library only.
            LOG.log(Level.DEBUG, "This virtual machine cannot trim its native heap", e);
        }
    }

    private void set(String option, String value) {
        try {
            machine.setVMOption(option, value);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "This virtual machine has no " + option, e);
        }
    }
}
