package io.sluice.distribution;

import io.sluice.api.MachineEvent;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The machines that are known, and what became of them. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class MachineRegistry {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /**
     * Takes note that machines were admitted.
     *
     * @return the group of each that is known and not archived, by machine name
     */
    public Map<String, String> seen(Collection<String> names, Instant now) {
        List<Machine> known = MachineRows.named(em, names).stream()
                .filter(machine -> !machine.isArchived())
                .toList();
        known.forEach(machine -> machine.seen(now));
        MachineRows.seen(em, known);
        return known.stream().collect(Collectors.toMap(Machine::getName, machine -> machine.getGroup()
                .getName()));
    }

    /** How many machines are known, archived ones too. */
    public long count() {
        return em.createQuery("select count(m) from Machine m", Long.class).getSingleResult();
    }

    /**
     * Adds machines that were not known, or were archived, as active ones of the default group, all or none of them.
     *
     * @param addresses where each connects from, by machine name
     * @return the group of each, by machine name
     * @throws jakarta.persistence.PersistenceException when somebody else added one of them in the meantime
     */
    public Map<String, String> admit(Map<String, String> addresses, Instant now) {
        var group = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
        Map<String, Machine> known = byName(MachineRows.named(em, addresses.keySet()));
        // What was archived is changed in many columns.
        known.putAll(byName(Parts.find(
                known.values().stream()
                        .filter(Machine::isArchived)
                        .map(Machine::getName)
                        .toList(),
                names -> em.createQuery("select m from Machine m where m.name in :names", Machine.class)
                        .setParameter("names", names)
                        .getResultList())));
        Map<String, String> groups = new HashMap<>();
        List<Machine> strangers = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        addresses.forEach((name, address) -> {
            Machine machine = known.get(name);
            if (machine == null) {
                machine = new Machine(name, group, now);
                strangers.add(machine);
            } else if (machine.isArchived()) {
                machine.takeUpAgain(group);
            } else {
                groups.put(name, machine.getGroup().getName());
                return;
            }
            machine.seen(now);
            events.add(new Event(
                            now,
                            Event.Kind.MACHINE_ADMITTED,
                            "Machine " + name + " from " + address + " is new; it is active.")
                    .ofMachine(name));
            groups.put(name, group.getName());
        });
        MachineRows.add(em, strangers);
        EventRows.write(em, events);
        return groups;
    }

    /** Takes note of what machines did. */
    public void note(List<MachineEvent> events) {
        List<Event> told = new ArrayList<>();
        Map<String, Machine> machines = byName(MachineRows.named(
                em,
                events.stream()
                        .filter(event -> event.kind() != MachineEvent.Kind.SWITCHED)
                        .map(MachineEvent::machine)
                        .collect(Collectors.toSet())));
        for (MachineEvent event : events) {
            Optional<Machine> machine = Optional.ofNullable(machines.get(event.machine()));
            switch (event.kind()) {
                case CONNECTED -> {
                    machine.ifPresent(m -> m.connected(event.at()));
                    told.add(eventOf(
                            event, Event.Kind.MACHINE_CONNECTED, event.machine() + " connected: " + event.detail()));
                }
                case DISCONNECTED -> {
                    machine.ifPresent(m -> m.disconnected(event.at()));
                    told.add(eventOf(
                            event, Event.Kind.MACHINE_DISCONNECTED, event.machine() + " is gone: " + event.detail()));
                }
                case SWITCHED -> told.add(eventOf(event, Event.Kind.SWITCHED, switched(event)));
            }
        }
        EventRows.write(em, told);
        // Last, as it locks their rows until all is written.
        MachineRows.presence(em, machines.values());
    }

    /**
     * After a start of the adapter nobody is connected yet, whatever was known before.
     *
     * @param at when it started
     */
    public void allDisconnected(Instant at) {
        MachineRows.left(em, MachineRows.connectedBefore(em, at), at);
    }

    private static Map<String, Machine> byName(List<Machine> machines) {
        return machines.stream()
                .collect(Collectors.toMap(Machine::getName, Function.identity(), (one, other) -> other, HashMap::new));
    }

    private static Event eventOf(MachineEvent event, Event.Kind kind, String text) {
        var told = new Event(event.at(), kind, text).ofMachine(event.machine());
        return event.subAccount().isEmpty() ? told : told.ofSubAccount(event.subAccount());
    }

    private static String switched(MachineEvent event) {
        String now = event.subAccount().isEmpty()
                ? event.machine() + " has no work"
                : event.machine() + " works for " + event.subAccount();
        return event.detail().isEmpty() ? now + "." : now + ": " + event.detail();
    }
}
