package io.sluice.admin;

import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Machine;
import io.sluice.distribution.Parts;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Optional;

/** Changes many machines alike, all or none of them. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class MachineBulk {
    /** Most at once. */
    public static final int MOST = 10_000;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    /**
     * What is to be alike; what is empty stays as it is with each.
     *
     * @param group its name
     */
    public record Wanted(Optional<MachineView.Role> role, Optional<String> group, Optional<Boolean> outOfService) {}

    /**
     * Changes machines; those that are not there any more are passed over.
     *
     * @param who the operator, for the events
     * @return how many are different now
     * @throws InvalidInputException when there is no such group, or there are more than {@value #MOST}; nothing is changed
     *     then
     */
    @RolesAllowed(Role.OPERATE)
    public int change(String who, List<String> names, Wanted wanted) {
        changes.oneAtATime();
        Errors errors = new Errors();
        if (names.size() > MOST) {
            errors.add(
                    "machines", "are " + names.size() + "; at most " + MOST + " can be changed at once. Choose fewer.");
        }
        Optional<AllocationGroup> group = wanted.group().map(name -> Groups.named(em, name, errors));
        errors.throwIfAny();
        int changed = 0;
        for (Machine machine : Parts.find(names, some -> em.createQuery(
                        "select m from Machine m where m.archived = false and m.name in :names order by m.name",
                        Machine.class)
                .setParameter("names", some)
                .getResultList())) {
            changed += change(who, machine, wanted, group) ? 1 : 0;
        }
        if (changed > 0) {
            changes.plan(who + " changed machines: " + changed + ".");
        }
        return changed;
    }

    private boolean change(String who, Machine machine, Wanted wanted, Optional<AllocationGroup> group) {
        Change change = new Change();
        wanted.role().map(MachineBulk::stored).ifPresent(role -> {
            change.of("role", machine.getRole(), role);
            machine.setRole(role);
            if (role == Machine.Role.STANDBY) {
                machine.setReplacedSince(Optional.empty());
            }
        });
        group.ifPresent(home -> {
            change.of("group", machine.getGroup().getName(), home.getName());
            machine.setGroup(home);
        });
        wanted.outOfService().ifPresent(out -> {
            change.of("outOfService", machine.isOutOfService(), out);
            machine.setOutOfService(out);
        });
        if (change.isNone()) {
            return false;
        }
        changes.written(
                event -> event.ofMachine(machine.getName()), who, "changed", "machine " + machine.getName(), change);
        return true;
    }

    private static Machine.Role stored(MachineView.Role role) {
        return switch (role) {
            case ACTIVE -> Machine.Role.ACTIVE;
            case STANDBY -> Machine.Role.STANDBY;
        };
    }
}
