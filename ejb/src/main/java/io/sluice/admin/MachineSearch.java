package io.sluice.admin;

import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.distribution.Event;
import io.sluice.distribution.Machine;
import io.sluice.evidence.Finding;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The machines of a large farm, a page at a time. The database does it, but for what only the adapter knows. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class MachineSearch {
    /** Longest page. */
    public static final int LONGEST_PAGE = 1000;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Field field;

    /** What a list of machines is in the order of. */
    public enum Order {
        NAME,
        STATE,
        ROLE,
        GROUP,
        /** What it should do: set or learned. */
        STANDARD,
        CONNECTED_SINCE,
        LAST_SEEN,
        /** What it does now. Known to the adapter only, so all names that match are read for it. */
        HASHRATE
    }

    /**
     * Which machines.
     *
     * @param text part of the name, in any case; empty for all
     * @param servingSubAccount what it works for now; known to the adapter only
     */
    public record Query(
            String text,
            Optional<MachineView.Role> role,
            Optional<String> group,
            Optional<MachineView.State> state,
            Optional<String> servingSubAccount) {
        public static final Query ALL =
                new Query("", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Query {
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(servingSubAccount, "servingSubAccount");
        }
    }

    /** How many machines match. */
    public long count(Query query) {
        if (query.servingSubAccount().isPresent()) {
            return live(query, Order.NAME, false).size();
        }
        return bound(em.createQuery("select count(m) from Machine m where " + where(query), Long.class), query)
                .getSingleResult();
    }

    /**
     * A page of the machines that match.
     *
     * @param first how many to pass over
     * @param most 1 to {@value #LONGEST_PAGE}
     */
    public List<MachineView> find(Query query, Order order, boolean descending, int first, int most) {
        if (first < 0 || most < 1 || most > LONGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LONGEST_PAGE + " lines, not " + most + ".");
        }
        if (order == Order.HASHRATE || query.servingSubAccount().isPresent()) {
            List<String> names = live(query, order, descending);
            return named(names.subList(Math.min(first, names.size()), Math.min(first + most, names.size())));
        }
        // Names first: a database sorts a hundred thousand short rows in memory, and long ones on its disk.
        return named(bound(
                        em.createQuery(
                                "select m.name from Machine m where " + where(query) + " order by "
                                        + by(order, descending),
                                String.class),
                        query)
                .setFirstResult(first)
                .setMaxResults(most)
                .getResultList());
    }

    /** The names of the machines that match, at most so many of them, by name. */
    public List<String> names(Query query, int most) {
        if (query.servingSubAccount().isPresent()) {
            List<String> names = live(query, Order.NAME, false);
            return List.copyOf(names.subList(0, Math.min(most, names.size())));
        }
        return bound(
                        em.createQuery(
                                "select m.name from Machine m where " + where(query) + " order by m.name",
                                String.class),
                        query)
                .setMaxResults(most)
                .getResultList();
    }

    /**
     * What happened to a machine, newest first.
     *
     * @param most how many at most
     */
    public List<EventView> events(String machine, int most) {
        return em.createQuery("select e from Event e where e.machine = :machine order by e.id desc", Event.class)
                .setParameter("machine", machine)
                .setMaxResults(most)
                .getResultStream()
                .map(Events::view)
                .toList();
    }

    private List<MachineView> named(List<String> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        Map<String, MachineView> found = views(
                        em.createQuery("select m from Machine m where m.name in :names", Machine.class)
                                .setParameter("names", names)
                                .getResultList())
                .stream()
                .collect(Collectors.toMap(MachineView::name, Function.identity()));
        return names.stream().map(found::get).filter(Objects::nonNull).toList();
    }

    private List<String> live(Query query, Order order, boolean descending) {
        Map<String, MachineStatus> connected = connected();
        List<String> names = new ArrayList<>(bound(
                        em.createQuery(
                                "select m.name from Machine m where " + where(query) + " order by "
                                        + by(order == Order.HASHRATE ? Order.NAME : order, descending),
                                String.class),
                        query)
                .getResultList());
        query.servingSubAccount()
                .ifPresent(wanted -> names.removeIf(name -> !connected.containsKey(name)
                        || !connected.get(name).servingSubAccounts().contains(wanted)));
        if (order == Order.HASHRATE) {
            Comparator<String> byHashrate = Comparator.comparingDouble(
                    name -> connected.containsKey(name) ? connected.get(name).hashrate() : -1);
            names.sort(descending ? byHashrate.reversed() : byHashrate);
        }
        return names;
    }

    private List<MachineView> views(List<Machine> machines) {
        Optional<FieldStatus> status = field.status();
        Map<String, MachineStatus> connected = connected(status);
        return machines.stream()
                .map(machine -> Machines.view(
                        machine, Optional.ofNullable(connected.get(machine.getName())), status.isPresent()))
                .toList();
    }

    private Map<String, MachineStatus> connected() {
        return connected(field.status());
    }

    private static Map<String, MachineStatus> connected(Optional<FieldStatus> status) {
        Map<String, MachineStatus> connected = new HashMap<>();
        status.ifPresent(s -> s.machines().forEach(machine -> connected.put(machine.name(), machine)));
        return connected;
    }

    private static String where(Query query) {
        var conditions = new ArrayList<String>(List.of("m.archived = false"));
        if (!query.text().isBlank()) {
            // Without ESCAPE, with which EclipseLink writes booleans as numbers, and H2 takes none: % and _ match
            // anything.
            conditions.add("lower(m.name) like :text");
        }
        query.role().ifPresent(role -> conditions.add("m.role = :role"));
        query.group().ifPresent(group -> conditions.add("m.group.name = :group"));
        query.state()
                .ifPresent(state -> conditions.add(
                        switch (state) {
                            case OUT_OF_SERVICE -> "m.outOfService = true";
                            case OFFLINE ->
                                "m.outOfService = false and m.online = false"
                                        + " and (m.disconnectedAt is null or m.disconnectedAt <= :gone)";
                            case ONLINE, SILENT, BELOW_STANDARD ->
                                "m.outOfService = false and m.health = :health"
                                        + " and (m.online = true or m.disconnectedAt > :gone)";
                        }));
        return String.join(" and ", conditions);
    }

    private static <T> TypedQuery<T> bound(TypedQuery<T> typed, Query query) {
        if (!query.text().isBlank()) {
            typed.setParameter("text", "%" + query.text().strip().toLowerCase(Locale.ROOT) + "%");
        }
        query.role()
                .ifPresent(role -> typed.setParameter(
                        "role",
                        switch (role) {
                            case ACTIVE -> Machine.Role.ACTIVE;
                            case STANDBY -> Machine.Role.STANDBY;
                        }));
        query.group().ifPresent(group -> typed.setParameter("group", group));
        query.state().ifPresent(state -> {
            Instant gone = Instant.now().minus(Machines.GRACE);
            switch (state) {
                case OUT_OF_SERVICE -> {
                    // Nothing to bind.
                }
                case OFFLINE -> typed.setParameter("gone", gone);
                case ONLINE -> typed.setParameter("gone", gone).setParameter("health", Finding.State.HEALTHY);
                case SILENT -> typed.setParameter("gone", gone).setParameter("health", Finding.State.SILENT);
                case BELOW_STANDARD ->
                    typed.setParameter("gone", gone).setParameter("health", Finding.State.BELOW_STANDARD);
            }
        });
        return typed;
    }

    private static String by(Order order, boolean descending) {
        String direction = descending ? " desc" : "";
        String first =
                switch (order) {
                    case NAME, HASHRATE -> "";
                    case STATE -> "m.outOfService" + direction + ", m.online" + direction + ", m.health" + direction;
                    case ROLE -> "m.role" + direction;
                    case GROUP -> "m.group.name" + direction;
                    case STANDARD -> "coalesce(m.standardHashrate, m.learnedHashrate, 0)" + direction;
                    case CONNECTED_SINCE -> "m.connectedSince" + direction;
                    case LAST_SEEN -> "m.lastSeenAt" + direction;
                };
        return first.isEmpty() ? "m.name" + direction : first + ", m.name";
    }
}
