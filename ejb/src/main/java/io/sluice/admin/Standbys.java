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
import java.util.List;
import java.util.Optional;

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
                        + "'; see GET /api/v1/standby.");
            }
            machine.setReplacedSince(Optional.of(Instant.now()));
            changes.happened(event -> event.ofMachine(name), who, "had replaced", "machine " + name, new Change());
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
            changes.happened(event -> event.ofMachine(name), who, "released", "machine " + name, new Change());
        }
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
