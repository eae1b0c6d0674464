package io.sluice.web.console;

import io.sluice.admin.AssignmentView;
import io.sluice.admin.Assignments;
import io.sluice.admin.EventView;
import io.sluice.admin.Field;
import io.sluice.admin.Ledger;
import io.sluice.admin.MachineSearch;
import io.sluice.admin.MachineView;
import io.sluice.admin.Machines;
import io.sluice.admin.Statement;
import io.sluice.admin.UnknownNameException;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.Evidence;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One machine. */
@Named
@RequestScoped
public class MachinePage {
    private static final int EVENTS = 50;
    private static final int ASSIGNMENTS = 50;

    /** As long as assignments are kept. */
    private static final Duration PAST = Duration.ofDays(90);

    /** Of which the pools' reasons are told. */
    private static final Duration DAY = Duration.ofDays(1);

    @Inject
    private Machines machines;

    @Inject
    private MachineSearch search;

    @Inject
    private Field field;

    @Inject
    private Ledger ledger;

    @Inject
    private Assignments assignments;

    private String name;
    private Optional<MachineView> machine;
    private Evidence evidence;

    /** Each is asked for several times while a page is drawn, and read once. */
    private List<Line> rejections;

    private List<AssignmentView> past;
    private List<EventView> events;

    /** A line of the shares, and what part of all it is. */
    public record Line(String words, long count, String share) {
        public String getWords() {
            return words;
        }

        public long getCount() {
            return count;
        }

        public String getShare() {
            return share;
        }
    }

    @PostConstruct
    void load() {
        String asked = FacesContext.getCurrentInstance()
                .getExternalContext()
                .getRequestParameterMap()
                .get("name");
        name = asked == null ? "" : asked;
        try {
            machine = Optional.of(machines.get(name));
        } catch (UnknownNameException e) {
            // The page says so.
            machine = Optional.empty();
        }
        evidence = field.status().stream()
                .flatMap(status -> status.machines().stream())
                .filter(one -> one.name().equals(name))
                .map(FieldStatus.MachineStatus::evidence)
                .findFirst()
                .orElse(Evidence.NONE);
    }

    public String getName() {
        return name;
    }

    public boolean isThere() {
        return machine.isPresent();
    }

    public MachineView getMachine() {
        return machine.orElse(null);
    }

    /** How much of what it should do it does, 0 to 1; null when nobody knows what it should do. */
    public Double getFilled() {
        return machine.flatMap(m -> m.standardHashrate()
                        .or(m::learnedHashrate)
                        .filter(expected -> expected > 0)
                        .map(expected -> Math.min(1, m.hashrate() / expected)))
                .orElse(null);
    }

    /** Its shares since it connected, by what became of them. */
    public List<Line> getShares() {
        long all = evidence.shares() + evidence.refused();
        return List.of(
                line("good", evidence.shares(), all),
                line("stale", evidence.stale(), all),
                line("duplicate", evidence.duplicate(), all),
                line("lowDifficulty", evidence.lowDifficulty(), all),
                line("invalid", evidence.invalid(), all));
    }

    /** What pools said of those that were sent to them. */
    public List<Line> getPoolShares() {
        long all = evidence.accepted() + evidence.rejected();
        return List.of(line("accepted", evidence.accepted(), all), line("rejected", evidence.rejected(), all));
    }

    private static Line line(String what, long count, long all) {
        return new Line(Words.say("share." + what), count, new Shown().share(count, all));
    }

    /** Why pools rejected shares of it, in the last day. */
    public List<Line> getRejections() {
        if (rejections == null) {
            List<Statement.Rejection> found =
                    ledger.rejectionsOfMachine(name, Instant.now().minus(DAY));
            long all = found.stream().mapToLong(Statement.Rejection::shares).sum();
            rejections = found.stream()
                    .map(one -> new Line(one.reason(), one.shares(), new Shown().share(one.shares(), all)))
                    .toList();
        }
        return rejections;
    }

    /** What it worked for, the latest first. */
    public List<AssignmentView> getAssignments() {
        if (past == null) {
            Instant now = Instant.now();
            past = assignments.ofMachine(name, now.minus(PAST), now.plus(DAY), ASSIGNMENTS);
        }
        return past;
    }

    public List<EventView> getEvents() {
        if (events == null) {
            events = search.events(name, EVENTS);
        }
        return events;
    }
}
