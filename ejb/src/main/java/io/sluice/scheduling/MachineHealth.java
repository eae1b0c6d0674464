package io.sluice.scheduling;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.Evidence;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.distribution.Event;
import io.sluice.distribution.Machine;
import io.sluice.evidence.Examination;
import io.sluice.evidence.Examiner;
import io.sluice.evidence.Finding;
import io.sluice.evidence.Sample;
import io.sluice.settings.Settings;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Puts what machines show before the examiner. What it finds and learns is kept with the machines, so that a start begins
 * with it; the windows that it looks at are in memory and begin anew then.
 */
@Singleton
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class MachineHealth {
    private final Examiner examiner;

    public MachineHealth() {
        this(Settings.ofThisProcess().falseAlarmsPerYear());
    }

    MachineHealth(double falseAlarmsPerYear) {
        examiner = new Examiner(falseAlarmsPerYear);
    }

    /**
     * Examines machines and has what is new written into them.
     *
     * @param machines those that matter now; what was seen of others is forgotten, but for what is stored with them
     * @param change changes a machine
     * @param learn the same of what was learned, which many learn together and nobody waits for
     * @return what is new, for the log of events
     */
    public synchronized List<Event> examine(
            List<Machine> machines,
            FieldStatus status,
            BiConsumer<Machine, Consumer<Machine>> change,
            BiConsumer<Machine, Consumer<Machine>> learn) {
        Map<String, MachineStatus> connected =
                status.machines().stream().collect(Collectors.toMap(MachineStatus::name, Function.identity()));
        Map<String, Examination> examinations = examiner.examine(
                status.at(),
                machines.stream()
                        .map(machine -> new Examiner.Subject(
                                machine.getName(),
                                machine.getStandardHashrate(),
                                machine.getFinding(),
                                machine.getLearned(),
                                Optional.ofNullable(connected.get(machine.getName()))
                                        .map(here -> sample(here, status.at()))))
                        .toList());
        List<Event> news = new ArrayList<>();
        for (Machine machine : machines) {
            Examination examination = examinations.get(machine.getName());
            Finding before = machine.getFinding();
            Finding now = examination.finding();
            if (before.state() != now.state()) {
                change.accept(machine, whole -> whole.setFinding(now));
                news.add(event(machine, now).ofMachine(machine.getName()));
            } else if (!before.reason().equals(now.reason())) {
                change.accept(machine, whole -> whole.setFinding(now));
            }
            examination
                    .learned()
                    .filter(learned -> !machine.getLearned().equals(Optional.of(learned)))
                    .ifPresent(learned -> learn.accept(machine, whole -> whole.learn(learned, status.at())));
        }
        return news;
    }

    private static Event event(Machine machine, Finding finding) {
        return switch (finding.state()) {
            case HEALTHY ->
                new Event(
                        finding.since(), Event.Kind.MACHINE_HEALTHY, machine.getName() + " does what it should again.");
            case SILENT ->
                new Event(
                        finding.since(),
                        Event.Kind.MACHINE_SILENT,
                        machine.getName() + " is silent. " + finding.reason());
            case BELOW_STANDARD ->
                new Event(
                        finding.since(),
                        Event.Kind.MACHINE_BELOW_STANDARD,
                        machine.getName() + " is below its standard. " + finding.reason());
        };
    }

    private static Sample sample(MachineStatus here, Instant at) {
        Evidence evidence = here.evidence();
        return new Sample(
                at,
                here.connectedSince(),
                here.connections(),
                evidence.shares(),
                evidence.exposure(),
                evidence.refused(),
                evidence.accepted(),
                evidence.rejected(),
                here.servingSubAccounts().stream().findFirst().orElse(""));
    }
}
