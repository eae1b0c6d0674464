package io.sluice.launcher;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Makes the virtual machine give back what it does not need: a start takes several times the heap that an idle Sluice
 * holds, and G1 keeps it unless told otherwise. These are the options that can be set while it runs, as {@code java
 * -Xmx512m -jar} leaves no other way.
 */
final class Memory {
    private Memory() {}

    static void giveBackWhatIsNotNeeded() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (machine == null) {
            return; // Not HotSpot: nothing to set.
        }
        set(machine, "MinHeapFreeRatio", "20");
        set(machine, "MaxHeapFreeRatio", "40");
        set(machine, "G1PeriodicGCInterval", "30000"); // milliseconds; a concurrent collection, and only when idle
        System.gc(); // What the start left behind; machines have hardly begun to connect.
    }

    private static void set(HotSpotDiagnosticMXBean machine, String option, String value) {
        try {
            machine.setVMOption(option, value);
        } catch (IllegalArgumentException e) {
            System.getLogger(Memory.class.getName())
                    .log(System.Logger.Level.DEBUG, "This virtual machine has no " + option, e);
        }
    }
}
