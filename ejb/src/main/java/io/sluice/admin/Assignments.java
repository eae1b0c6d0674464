package io.sluice.admin;

import io.sluice.distribution.Assignment;
import io.sluice.distribution.AssignmentBook;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Who worked for whom and when, to be read: 90 days of it, or the last million of assignments. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Assignments {
    /** Longest answer. */
    public static final int MOST = 20_000;

    @EJB
    AssignmentBook book;

    /**
     * Assignments that touch a stretch of time, the latest first.
     *
     * @param machine only this one's; it need not be there any more
     * @param subAccount only for this one; it need not be there any more
     * @param from first instant
     * @param to first instant after
     * @param limit 1 to 20000
     * @throws IllegalArgumentException when {@code to} is not after {@code from}, or the limit is not possible
     */
    public List<AssignmentView> between(
            Optional<String> machine, Optional<String> subAccount, Instant from, Instant to, int limit) {
        check(from, to, limit);
        return book.between(machine, subAccount, from, to, limit).stream()
                .map(Assignments::view)
                .toList();
    }

    /** The assignments of all machines that have a part of a name in theirs; see {@link #between}. */
    public List<AssignmentView> ofNamesWith(
            String part, Optional<String> subAccount, Instant from, Instant to, int limit) {
        check(from, to, limit);
        return book.betweenOfNamesWith(part, subAccount, from, to, limit).stream()
                .map(Assignments::view)
                .toList();
    }

    private static void check(Instant from, Instant to, int limit) {
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("A stretch of time ends after it begins.");
        }
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("An answer has 1 to " + MOST + " assignments, not " + limit + ".");
        }
    }

    /** The assignments of one machine; see {@link #between}. */
    public List<AssignmentView> ofMachine(String machine, Instant from, Instant to, int limit) {
        return between(Optional.of(machine), Optional.empty(), from, to, limit);
    }

    /** The assignments for one sub-account; see {@link #between}. */
    public List<AssignmentView> ofSubAccount(String subAccount, Instant from, Instant to, int limit) {
        return between(Optional.empty(), Optional.of(subAccount), from, to, limit);
    }

    /**
     * When each sub-account was served, by name and time.
     *
     * @param assignments in any order
     * @param pause shorter pauses are none
     */
    public static List<ServiceView> services(List<AssignmentView> assignments, Duration pause) {
        Map<String, List<AssignmentView>> bySubAccount = assignments.stream()
                .sorted(Comparator.comparing(AssignmentView::from))
                .collect(Collectors.groupingBy(AssignmentView::subAccount, TreeMap::new, Collectors.toList()));
        List<ServiceView> services = new ArrayList<>();
        bySubAccount.forEach((name, byTime) -> {
            Instant from = null;
            int most = 0;
            // Ends of those at work: who goes on is last.
            PriorityQueue<Instant> ends = new PriorityQueue<>();
            Instant last = Instant.MIN;
            for (AssignmentView assignment : byTime) {
                if (from != null
                        && !last.equals(Instant.MAX)
                        && assignment.from().isAfter(last.plus(pause))) {
                    services.add(new ServiceView(name, from, Optional.of(last), most));
                    from = null;
                }
                if (from == null) {
                    from = assignment.from();
                    most = 0;
                    ends.clear();
                    last = Instant.MIN;
                }
                while (!ends.isEmpty() && !ends.peek().isAfter(assignment.from())) {
                    ends.remove();
                }
                Instant end = assignment.until().orElse(Instant.MAX);
                ends.add(end);
                most = Math.max(most, ends.size());
                last = end.isAfter(last) ? end : last;
            }
            if (from != null) {
                services.add(new ServiceView(
                        name, from, last.equals(Instant.MAX) ? Optional.empty() : Optional.of(last), most));
            }
        });
        return services;
    }

    private static AssignmentView view(Assignment assignment) {
        return new AssignmentView(
                assignment.getMachine(),
                assignment.getSubAccount(),
                assignment.getFrom(),
                assignment.getUntil(),
                assignment.getWhy(),
                assignment.getEndedWhy());
    }
}
