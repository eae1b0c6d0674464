package io.sluice.admin;

import io.sluice.allocation.Replacement;
import io.sluice.distribution.Machine;
import io.sluice.scheduling.Outlook;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The standby machines, and the drill: what would replace what, and replacing a machine that does not have to be. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Standbys {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    @EJB
    Machines machines;

    @EJB
    Outlook outlook;

    /** All standby machines, by name. */
    public List<StandbyView> list() {
        return machines.standbys().stream()
                .map(machine -> new StandbyView(
                        machine.name(),
                        machine.group(),
                        machine.state(),
                        machine.standardHashrate().or(machine::learnedHashrate).orElse(machine.hashrate()),
                        machine.state() == MachineView.State.ONLINE
                                && machine.connectedSince().isPresent()
                                && machine.standsInFor().isEmpty(),
                        machine.standsInFor()))
                .toList();
    }

    /** What would come in if each active machine that works now failed, it alone; by name. As of the last plan. */
    public List<ReplacementView> drill() {
        return outlook.made().map(made -> Replacement.drill(made.roster())).orElse(List.of()).stream()
                .map(Standbys::view)
                .toList();
    }

    /**
     * What a standby machine would come in for.
     *
     * @param machines how many machines it would replace, were each of them the only one to fail
     * @param some a few of their names
     */
    public record Cover(int machines, List<String> some) {
        private static final int NAMED = 6;

        private Cover and(String machine) {
            return new Cover(
                    machines + 1,
                    some.size() > NAMED
                            ? some
                            : Stream.concat(some.stream(), Stream.of(machine)).toList());
        }
    }

    /** By the name of the standby machine; those that would come in for none are not there. As of the last plan. */
    public Map<String, Cover> covers() {
        Map<String, Cover> covers = new HashMap<>();
        for (ReplacementView line : drill()) {
            for (String standIn : line.standIns()) {
                covers.put(
                        standIn,
                        covers.getOrDefault(standIn, new Cover(0, List.of())).and(line.machine()));
            }
        }
        return covers;
    }

    /** How many lines the drill has. */
    public int drillLength() {
        return outlook.made()
                .map(made -> Replacement.drilled(made.roster()).size())
                .orElse(0);
    }

    /**
     * A part of the drill.
     *
     * @param first how many to pass over
     * @param most how many at most
     */
    public List<ReplacementView> drill(int first, int most) {
        return outlook
                .made()
                .map(made -> Replacement.drill(
                        made.roster(),
                        Replacement.drilled(made.roster()).stream()
                                .skip(first)
                                .limit(most)
                                .toList()))
                .orElse(List.of())
                .stream()
                .map(Standbys::view)
                .toList();
    }

    /**
     * Orders that standby machines take the place of a machine, whatever it does, until it is released. It stays connected
     * and works on what is left over. Ordered again, nothing changes.
     *
     * @return what comes in for it with the plan that is made now, by what is known of the last one
     * @throws UnknownNameException when there is none of that name
     * @throws NotNowException when it is not an active machine in service, or no standby machine could come in
     */
    @RolesAllowed(Role.OPERATE)
    public ReplacementView replace(String who, String name) {
        changes.oneAtATime();
        Machine machine = find(name);
        if (machine.getRole() != Machine.Role.ACTIVE || machine.isOutOfService()) {
            throw new NotNowException("Machine '" + Errors.shortened(name) + "' is "
                    + (machine.isOutOfService() ? "out of service" : "a standby machine")
                    + "; only an active machine in service can be replaced.");
        }
        ReplacementView expected = expected(machine);
        if (machine.getReplacedSince().isEmpty()) {
            if (expected.standIns().isEmpty()) {
                throw new NotNowException("No standby machine is ready to take the place of '" + Errors.shortened(name)
                        + "'; the list of standby machines says what each does.");
            }
            machine.setReplacedSince(Optional.of(Instant.now()));
            changes.happened(event -> event.ofMachine(name), who, "had replaced", "machine " + name, replaced(true));
        }
        return expected;
    }

    /**
     * Gives a machine that was replaced by order its place back. It gets it at once when it is well, else as always.
     *
     * @throws UnknownNameException when there is none of that name
     */
    @RolesAllowed(Role.OPERATE)
    public void release(String who, String name) {
        changes.oneAtATime();
        Machine machine = find(name);
        if (machine.getReplacedSince().isPresent()) {
            machine.setReplacedSince(Optional.empty());
            changes.happened(event -> event.ofMachine(name), who, "released", "machine " + name, replaced(false));
        }
    }

    /** For the audit log; the event says it in its own words. */
    private static Change replaced(boolean now) {
        var change = new Change();
        change.audited().of("replaced", !now, now);
        return change;
    }

    private ReplacementView expected(Machine machine) {
        String name = machine.getName();
        List<String> present = em.createQuery(
                        "select m.name from Machine m where m.standsInFor = :name order by m.name", String.class)
                .setParameter("name", name)
                .getResultList();
        if (!present.isEmpty()) {
            return new ReplacementView(name, machine.getExpectedHashrate().orElse(0), present, missing(name));
        }
        return outlook
                .made()
                .map(made -> Replacement.drill(
                        made.roster(),
                        Replacement.drilled(made.roster()).stream()
                                .filter(line -> line.name().equals(name))
                                .toList()))
                .orElse(List.of())
                .stream()
                .findFirst()
                .map(Standbys::view)
                .orElseGet(() ->
                        new ReplacementView(name, machine.getExpectedHashrate().orElse(0), List.of(), missing(name)));
    }

    private double missing(String name) {
        return outlook.made().stream()
                .flatMap(made -> made.allocation().shortages().stream())
                .filter(shortage -> shortage.machine().equals(name))
                .mapToDouble(shortage -> shortage.missing())
                .sum();
    }

    private static ReplacementView view(Replacement replacement) {
        return new ReplacementView(
                replacement.machine(), replacement.lost(), replacement.standIns(), replacement.missing());
    }

    private Machine find(String name) {
        return em.createQuery("select m from Machine m where m.name = :name and m.archived = false", Machine.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> Machines.unknown(name));
    }
}
