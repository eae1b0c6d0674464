package io.sluice.admin;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Names;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Machine;
import io.sluice.evidence.Learned;
import io.sluice.scheduling.Outlook;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The machines. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Machines {
    /** Hashes a second; beyond it an operator has mistyped. */
    private static final BigDecimal MOST_HASHRATE = new BigDecimal("1e30");

    /** A machine that comes back sooner was only reconnecting, and is not shown as offline. */
    static final Duration GRACE = Duration.ofSeconds(5);

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    @EJB
    Field field;

    @EJB
    Outlook outlook;

    /** All, by name: as many as the farm ever had. */
    public List<MachineView> list() {
        return list("m.name is not null");
    }

    /** The standby machines, by name. */
    public List<MachineView> standbys() {
        return list("m.role = io.sluice.distribution.Machine.Role.STANDBY");
    }

    /** Those that an operator has replaced, by name. */
    public List<MachineView> replaced() {
        return list("m.replacedSince is not null");
    }

    private List<MachineView> list(String condition) {
        Optional<FieldStatus> status = field.status();
        Map<String, MachineStatus> connected = status.stream()
                .flatMap(s -> s.machines().stream())
                .collect(Collectors.toMap(MachineStatus::name, Function.identity()));
        return em.createQuery(
                        "select m from Machine m where m.archived = false and " + condition + " order by m.name",
                        Machine.class)
                .getResultStream()
                .map(m -> now(m, Optional.ofNullable(connected.get(m.getName())), status.isPresent()))
                .toList();
    }

    /** @throws UnknownNameException when there is none of that name, or it is archived */
    public MachineView get(String name) {
        Machine machine = find(name).filter(m -> !m.isArchived()).orElseThrow(() -> unknown(name));
        Optional<FieldStatus> status = field.status();
        return now(
                machine,
                status.stream()
                        .flatMap(s -> s.machines().stream())
                        .filter(m -> m.name().equals(name))
                        .findFirst(),
                status.isPresent());
    }

    /** What is wrong with an input; empty when it can be stored. */
    public List<FieldError> check(String name, MachineInput input) {
        Errors errors = new Errors();
        read(name, input, errors);
        return errors.list();
    }

    /**
     * Creates or replaces a machine; it may be one that was never seen.
     *
     * @param who the operator, for the event
     * @throws InvalidInputException when anything is wrong; nothing is stored then
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome put(String who, String name, MachineInput input) {
        changes.oneAtATime();
        Errors errors = new Errors();
        Wanted wanted = read(name, input, errors);
        errors.throwIfAny();
        Optional<Machine> stored = find(name);
        Optional<Machine> present = stored.filter(m -> !m.isArchived());
        Machine machine = stored.orElseGet(() -> new Machine(name, wanted.group(), Instant.now()));
        Change change = new Change();
        change.of("role", present.map(Machine::getRole).orElse(null), wanted.role());
        change.of(
                "group",
                present.map(m -> m.getGroup().getName()).orElse(null),
                wanted.group().getName());
        change.of(
                "standardHashrate",
                present.map(m -> boxed(m.getStandardHashrate())).orElse(null),
                boxed(wanted.standardHashrate()));
        change.of("outOfService", present.map(Machine::isOutOfService).orElse(false), wanted.outOfService());
        if (present.isPresent() && change.isNone()) {
            return Outcome.UNCHANGED;
        }
        machine.setArchived(false);
        machine.setRole(wanted.role());
        machine.setGroup(wanted.group());
        machine.setStandardHashrate(wanted.standardHashrate());
        machine.setOutOfService(wanted.outOfService());
        if (wanted.role() == Machine.Role.STANDBY) {
            machine.setReplacedSince(Optional.empty());
        }
        if (stored.isEmpty()) {
            em.persist(machine);
        }
        changes.happened(
                event -> event.ofMachine(name),
                who,
                present.isPresent() ? "changed" : "created",
                "machine " + name,
                change);
        return present.isPresent() ? Outcome.CHANGED : Outcome.CREATED;
    }

    /**
     * Removes a machine; archives it when the ledger refers to it.
     *
     * @throws UnknownNameException when there is none of that name
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome remove(String who, String name) {
        if (em.createQuery("select m.id from Machine m where m.name = :name and m.archived = false", Long.class)
                .setParameter("name", name)
                .getResultList()
                .isEmpty()) {
            throw unknown(name);
        }
        // No index has the machine, so the whole ledger may have to be read: nobody's change waits for that. What is
        // booked meanwhile
        // has greater ids, as one report is booked at a time.
        Long last =
                em.createQuery("select max(b.id) from Booking b", Long.class).getSingleResult();
        boolean before = isBooked(name, "b.id <= :last", last);
        changes.oneAtATime();
        Machine machine = find(name).filter(m -> !m.isArchived()).orElseThrow(() -> unknown(name));
        boolean booked = before || isBooked(name, "b.id > :last", last);
        Change removed = new Change()
                .removed("role", machine.getRole())
                .removed("group", machine.getGroup().getName())
                .removed("standardHashrate", boxed(machine.getStandardHashrate()))
                .removed("outOfService", machine.isOutOfService());
        if (booked) {
            machine.setArchived(true);
        } else {
            em.remove(machine);
        }
        changes.happened(
                event -> event.ofMachine(name), who, booked ? "archived" : "removed", "machine " + name, removed);
        return booked ? Outcome.ARCHIVED : Outcome.REMOVED;
    }

    private boolean isBooked(String name, String where, Long last) {
        return !em.createQuery("select b.id from Booking b where b.machine = :name and " + where, Long.class)
                .setParameter("name", name)
                .setParameter("last", last == null ? 0 : last)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    private Wanted read(String name, MachineInput input, Errors errors) {
        errors.parsed("name", () -> Names.machine(name));
        Machine.Role role = input.role() == null
                ? Machine.Role.ACTIVE
                : errors.choice("role", input.role(), Machine.Role.values(), Machine.Role::name);
        AllocationGroup group = Groups.named(em, input.group(), errors);
        OptionalDouble hashrate = OptionalDouble.empty();
        BigDecimal wanted = input.standardHashrate();
        if (wanted != null) {
            if (wanted.signum() <= 0 || wanted.compareTo(MOST_HASHRATE) > 0 || wanted.doubleValue() == 0) {
                errors.add(
                        "standardHashrate",
                        "must be more than 0 and at most 1e30 hashes a second, not " + wanted + "; null for none.");
            } else {
                hashrate = OptionalDouble.of(wanted.doubleValue());
            }
        }
        return new Wanted(role, group, hashrate, Boolean.TRUE.equals(input.outOfService()));
    }

    private Optional<Machine> find(String name) {
        return em.createQuery("select m from Machine m where m.name = :name", Machine.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    static UnknownNameException unknown(String name) {
        return new UnknownNameException("There is no machine '" + Errors.shortened(name) + "'.");
    }

    private static Double boxed(OptionalDouble number) {
        return number.isPresent() ? number.getAsDouble() : null;
    }

    /** With the explanation of the last plan. */
    private MachineView now(Machine machine, Optional<MachineStatus> status, boolean live) {
        return view(machine, status, live, Explanations.of(machine, outlook.made()));
    }

    /** With the explanation that is stored. */
    static MachineView view(Machine machine, Optional<MachineStatus> status, boolean live) {
        return view(machine, status, live, Explanations.of(machine, Optional.empty()));
    }

    /** @param live whether the adapter could be asked; else what it last reported is shown */
    static MachineView view(
            Machine machine, Optional<MachineStatus> status, boolean live, Optional<MachineExplanation> explained) {
        boolean connected = live ? status.isPresent() : machine.isOnline();
        MachineView.State state = state(machine, connected, Instant.now());
        boolean proven = state == MachineView.State.SILENT || state == MachineView.State.BELOW_STANDARD;
        return new MachineView(
                machine.getName(),
                switch (machine.getRole()) {
                    case ACTIVE -> MachineView.Role.ACTIVE;
                    case STANDBY -> MachineView.Role.STANDBY;
                },
                machine.getGroup().getName(),
                Optional.ofNullable(boxed(machine.getStandardHashrate())),
                machine.isOutOfService(),
                state,
                machine.getLearned().map(Learned::hashrate),
                proven ? machine.getFinding().reason() : "",
                machine.getReplacedSince(),
                machine.getStandsInFor(),
                status.flatMap(s -> s.servingSubAccounts().stream().findFirst()),
                status.map(MachineStatus::servingSubAccounts).orElse(List.of()),
                status.map(MachineStatus::hashrate).orElse(0.0),
                live ? status.map(MachineStatus::connectedSince) : machine.getConnectedSince(),
                status.map(MachineStatus::connections).orElse(0),
                status.map(MachineStatus::difficulty).orElse(0.0),
                status.map(MachineStatus::agent).orElse(""),
                status.map(MachineStatus::address).orElse(""),
                status.flatMap(MachineStatus::lastShare),
                status.map(MachineStatus::idleReason).orElse(""),
                explained.map(why -> new MachineView.Explanation(why.why(), why.subAccount(), why.since(), why.text())),
                explained.flatMap(why -> why.next().map(next -> new MachineView.Next(next, why.nextAt()))));
    }

    private static MachineView.State state(Machine machine, boolean connected, Instant now) {
        if (machine.isOutOfService()) {
            return MachineView.State.OUT_OF_SERVICE;
        }
        boolean reconnecting =
                machine.getDisconnectedAt().filter(now.minus(GRACE)::isBefore).isPresent();
        if (!connected && !reconnecting) {
            return MachineView.State.OFFLINE;
        }
        return switch (machine.getFinding().state()) {
            case HEALTHY -> MachineView.State.ONLINE;
            case SILENT -> MachineView.State.SILENT;
            case BELOW_STANDARD -> MachineView.State.BELOW_STANDARD;
        };
    }

    private record Wanted(
            Machine.Role role, AllocationGroup group, OptionalDouble standardHashrate, boolean outOfService) {}
}
