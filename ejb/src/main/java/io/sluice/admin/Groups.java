package io.sluice.admin;

import io.sluice.allocation.Policy;
import io.sluice.distribution.AllocationGroup;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The groups of machines. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Groups {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    /** The names of what a group may be divided by. */
    public List<String> policies() {
        return Arrays.stream(Policy.values()).map(Policy::name).toList();
    }

    /** All, by name. */
    public List<GroupView> list() {
        Map<String, Long> machines = counts("Machine");
        Map<String, Long> subAccounts = counts("SubAccount");
        return em.createQuery("select g from AllocationGroup g order by g.name", AllocationGroup.class)
                .getResultStream()
                .map(group -> new GroupView(
                        group.getName(),
                        group.getPolicy().name(),
                        machines.getOrDefault(group.getName(), 0L),
                        subAccounts.getOrDefault(group.getName(), 0L)))
                .toList();
    }

    /** @throws UnknownNameException when there is none of that name */
    public GroupView get(String name) {
        return find(name).map(this::view).orElseThrow(() -> unknown(name));
    }

    /** What is wrong with an input; empty when it can be stored. */
    public List<FieldError> check(String name, GroupInput input) {
        Errors errors = new Errors();
        read(name, input, errors);
        return errors.list();
    }

    /**
     * Creates or replaces a group.
     *
     * @param who the operator, for the event
     * @throws InvalidInputException when anything is wrong; nothing is stored then
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome put(String who, String name, GroupInput input) {
        Errors errors = new Errors();
        Policy policy = read(name, input, errors);
        errors.throwIfAny();
        changes.oneAtATime();
        Optional<AllocationGroup> present = find(name);
        Change change = new Change();
        change.of("policy", present.map(AllocationGroup::getPolicy).orElse(null), policy);
        if (present.isPresent() && change.isNone()) {
            return Outcome.UNCHANGED;
        }
        AllocationGroup group = present.orElseGet(() -> new AllocationGroup(name));
        group.setPolicy(policy);
        if (present.isEmpty()) {
            em.persist(group);
        }
        changes.happened(event -> event, who, present.isPresent() ? "changed" : "created", "group " + name, change);
        return present.isPresent() ? Outcome.CHANGED : Outcome.CREATED;
    }

    /**
     * Removes a group.
     *
     * @throws UnknownNameException when there is none of that name
     * @throws InUseException when a machine or sub-account belongs to it, or it is the default group
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome remove(String who, String name) {
        changes.oneAtATime();
        AllocationGroup group = find(name).orElseThrow(() -> unknown(name));
        if (name.equals(AllocationGroup.DEFAULT)) {
            throw new InUseException("Group '" + name + "' is where new machines join; it stays.");
        }
        refuseWhenUsed(group, "machine", "select m.name from Machine m where m.group = :group and m.archived = false");
        refuseWhenUsed(
                group, "sub-account", "select s.name from SubAccount s where s.group = :group and s.archived = false");
        Change removed = new Change().removed("policy", group.getPolicy());
        // The archived ones outlive their group.
        AllocationGroup home = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
        for (String archived : List.of("Machine", "SubAccount")) {
            em.createQuery("update " + archived + " a set a.group = :home where a.group = :group")
                    .setParameter("home", home)
                    .setParameter("group", group)
                    .executeUpdate();
        }
        em.remove(group);
        changes.happened(event -> event, who, "removed", "group " + name, removed);
        return Outcome.REMOVED;
    }

    private void refuseWhenUsed(AllocationGroup group, String what, String query) {
        List<String> users = em.createQuery(query + " order by 1", String.class)
                .setParameter("group", group)
                .getResultList();
        if (!users.isEmpty()) {
            throw new InUseException("Group '" + group.getName() + "' has "
                    + Changes.some(users.size() == 1 ? what : what + "s", users)
                    + "; remove them or give them another group first.");
        }
    }

    private static Policy read(String name, GroupInput input, Errors errors) {
        errors.name("A group's name", name);
        return input.policy() == null
                ? Policy.SEQUENTIAL
                : errors.parsed("policy", () -> Policy.parse(Errors.shortened(input.policy())));
    }

    /** The group that an input names, {@code default} when it names none; null, with an error, when there is none. */
    static AllocationGroup named(EntityManager em, String name, Errors errors) {
        String wanted = name == null ? AllocationGroup.DEFAULT : name;
        AllocationGroup group = em.find(AllocationGroup.class, wanted);
        if (group == null) {
            errors.add("group", "There is no group '" + Errors.shortened(wanted) + "'; create it first.");
        }
        return group;
    }

    private Optional<AllocationGroup> find(String name) {
        return Optional.ofNullable(em.find(AllocationGroup.class, name));
    }

    private static UnknownNameException unknown(String name) {
        return new UnknownNameException("There is no group '" + Errors.shortened(name) + "'.");
    }

    private GroupView view(AllocationGroup group) {
        return new GroupView(
                group.getName(), group.getPolicy().name(), count("Machine", group), count("SubAccount", group));
    }

    private Map<String, Long> counts(String entity) {
        return em.createQuery(
                        "select e.group.name, count(e) from " + entity
                                + " e where e.archived = false group by e.group.name",
                        Object[].class)
                .getResultStream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> (Long) row[1]));
    }

    private long count(String entity, AllocationGroup group) {
        return em.createQuery(
                        "select count(e) from " + entity + " e where e.group = :group and e.archived = false",
                        Long.class)
                .setParameter("group", group)
                .getSingleResult();
    }
}
