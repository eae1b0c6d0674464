package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.JournalStatus;
import io.sluice.api.JournalStatus.Retained;
import io.sluice.api.Plan;
import io.sluice.api.ReportId;
import io.sluice.api.ShareCount;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.Reference;

/** Stands for the adapter and its journal. */
@SuppressWarnings("serial")
public final class TestAdapter implements SwitchboardFactory {
    private static final long serialVersionUID = 1L;

    public boolean running = true;
    public String incarnation = "now";
    public List<Retained> retained = List.of();
    public List<ShareCount> counts = List.of();
    public long undelivered;
    public String trouble = "";

    /** What it was told, by life. */
    public final Map<String, Long> booked = new LinkedHashMap<>();

    public final List<ReportId> redelivered = new ArrayList<>();
    public Runnable asked = () -> {};

    @Override
    public Switchboard getConnection() {
        if (!running) {
            throw new SwitchboardUnavailableException("it does not run", null);
        }
        return new QuietSwitchboard() {
            @Override
            public void apply(Plan plan) {
                throw new AssertionError("nobody plans here");
            }

            @Override
            public FieldStatus status() {
                asked.run();
                return new FieldStatus(
                        Instant.now(),
                        incarnation,
                        0,
                        true,
                        List.of(),
                        List.of(),
                        Map.of(),
                        new JournalStatus(retained, counts, undelivered, 0, 0, 0, trouble),
                        List.of());
            }

            @Override
            public void booked(String life, long through) {
                booked.put(life, through);
            }

            @Override
            public void redeliver(List<ReportId> lost) {
                redelivered.addAll(lost);
            }
        };
    }

    @Override
    public Reference getReference() {
        return null;
    }
}
