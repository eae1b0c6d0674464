package io.sluice.faults;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every accepted share is in the ledger exactly once, whatever dies. */
class FaultsIT {
    private static final int KILLS = Integer.getInteger("faults.kills", 50);

    /** Of everything else there is one for so many kills. */
    private static final int KILLS_FOR_EACH_OTHER = 50;

    private static final Map<String, Fault> KINDS = Map.ofEntries(
            Map.entry("killed", Fault.KILL),
            Map.entry("killed at start", Fault.KILL_AT_START),
            Map.entry("killed with broker", Fault.KILLED_WITH_BROKER),
            Map.entry("killed without database", Fault.KILLED_WITHOUT_DATABASE),
            Map.entry("stopped in order", Fault.STOP),
            Map.entry("database restarted", Fault.DATABASE_RESTARTED),
            Map.entry("database killed", Fault.DATABASE_KILLED),
            Map.entry("database frozen", Fault.DATABASE_FROZEN),
            Map.entry("database away", Fault.databaseAway(Duration.ofSeconds(KILLS < 500 ? 8 : 60))),
            Map.entry("broker killed", Fault.BROKER_KILLED),
            Map.entry("broker wiped", Fault.BROKER_WIPED));

    private static final Map<String, Fault> KINDS_ON_SMALL_DISK = Map.of(
            "killed", Fault.KILL,
            "killed at start", Fault.KILL_AT_START,
            "stopped in order", Fault.STOP,
            "disk full", Fault.DISK_FULL,
            "clock set an hour ahead", Fault.clock(3_600),
            "clock set an hour back", Fault.clock(-3_600),
            "clock set right", Fault.clock(0));

    @Test
    void onPostgres() throws Exception {
        int most = Math.max(1, KILLS / KILLS_FOR_EACH_OTHER);
        Map<String, Integer> times = times(KINDS, most);
        times.put("killed", KILLS - KILLS / 5);
        times.put("killed at start", KILLS / 5);
        new Run("PostgreSQL", KINDS, times).on(Setup.onPostgres(Run.folder(), KILLS * 10L));
    }

    @Test
    void withH2OnASmallDiskWithAWrongClock() throws Exception {
        int most = Math.max(1, KILLS / KILLS_FOR_EACH_OTHER);
        Map<String, Integer> times = times(KINDS_ON_SMALL_DISK, most);
        times.put("killed", 3 * most);
        new Run("H2, small disk, wrong clock", KINDS_ON_SMALL_DISK, times)
                .on(Setup.onSmallDisk(Run.folder(), 100L * most));
    }

    private static Map<String, Integer> times(Map<String, Fault> kinds, int each) {
        Map<String, Integer> times = new HashMap<>();
        kinds.keySet().forEach(kind -> times.put(kind, each));
        return times;
    }
}
