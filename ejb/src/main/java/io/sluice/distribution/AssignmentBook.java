package io.sluice.distribution;

import io.sluice.api.MachineEvent;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who worked for whom, and when. Written from what the adapter tells of its machines, thousands of switches in a
 * transaction; what was not told, or cannot be told by a machine with several connections, is put right from the
 * adapter's status.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class AssignmentBook {
    /** What is said of an assignment that nobody saw the end of. */
    private static final String NOT_SEEN = "Sluice stopped";

    private static final String FIELD = "field";

    /** What ended so shortly before goes on, when it turns out not to have ended. */
    private static final Duration SHORTLY = Duration.ofMinutes(2);

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /** A machine and what it works for. */
    public record Pairing(String machine, String subAccount) {}

    /** Takes note of switches and departures. The same ones once more change nothing. */
    public void note(List<MachineEvent> events) {
        List<MachineEvent> news = events.stream()
                .filter(event -> event.kind() != MachineEvent.Kind.CONNECTED)
                .toList();
        if (news.isEmpty()) {
            return;
        }
        Instant earliest =
                news.stream().map(MachineEvent::at).min(Instant::compareTo).orElseThrow();
        Map<String, List<Assignment>> known = known(
                news.stream().map(MachineEvent::machine).collect(Collectors.toSet()), InstantColumn.stored(earliest));
        Set<Assignment> changed = new LinkedHashSet<>();
        for (MachineEvent event : news) {
            note(
                    event,
                    InstantColumn.stored(event.at()),
                    known.computeIfAbsent(event.machine(), m -> new ArrayList<>()),
                    changed);
        }
        AssignmentRows.write(em, changed);
    }

    private static void note(MachineEvent event, Instant at, List<Assignment> ofMachine, Set<Assignment> changed) {
        boolean works = event.kind() == MachineEvent.Kind.SWITCHED
                && !event.subAccount().isEmpty();
        if (works
                && ofMachine.stream()
                        .anyMatch(known -> known.getSubAccount().equals(event.subAccount())
                                && known.getFrom().equals(at))) {
            return;
        }
        boolean goesOn = false;
        for (Assignment known : ofMachine) {
            if (known.getUntil().isPresent()) {
                continue;
            }
            if (known.getFrom().isAfter(at)) {
                // Old news.
                return;
            }
            if (works && known.getSubAccount().equals(event.subAccount())) {
                goesOn = true;
            } else {
                known.end(at, event.detail());
                changed.add(known);
            }
        }
        if (works && !goesOn) {
            var begun = new Assignment(event.machine(), event.subAccount(), at, event.detail());
            changed.add(begun);
            ofMachine.add(begun);
        }
    }

    /** What is open and what began since, by machine, the earliest first. */
    private Map<String, List<Assignment>> known(Set<String> machines, Instant earliest) {
        // One that is open and began since is found by both.
        Map<Long, Assignment> known = new HashMap<>();
        AssignmentRows.ofMachines(em, machines, AssignmentRows.OPEN).forEach(a -> known.put(a.getId(), a));
        AssignmentRows.ofMachines(em, machines, AssignmentRows.BEGUN_SINCE, InstantColumn.micros(earliest))
                .forEach(a -> known.put(a.getId(), a));
        return known.values().stream()
                .sorted(Comparator.comparing(Assignment::getFrom).thenComparing(Assignment::getId))
                .collect(Collectors.groupingBy(
                        Assignment::getMachine, HashMap::new, Collectors.toCollection(ArrayList::new)));
    }

    /** Who works for whom, as it is written down. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Set<Pairing> open() {
        return em.createQuery("select a.machine, a.subAccount from Assignment a where a.until is null", Object[].class)
                .getResultStream()
                .map(row -> new Pairing((String) row[0], (String) row[1]))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * Writes down what the adapter's status showed and no event told.
     *
     * @param begun who works for whom and is not written down, since when
     * @param ended who is written down and does not work for whom, since when
     */
    public void correct(Map<Pairing, Instant> begun, Map<Pairing, Instant> ended) {
        Map<Pairing, Instant> all = new HashMap<>(ended);
        all.putAll(begun);
        if (all.isEmpty()) {
            return;
        }
        Instant earliest =
                all.values().stream().min(Instant::compareTo).orElseThrow().minus(SHORTLY);
        Map<Pairing, List<Assignment>> known = latest(all.keySet(), earliest);
        Set<Assignment> changed = new LinkedHashSet<>();
        for (Pairing pairing : all.keySet()) {
            List<Assignment> there = known.getOrDefault(pairing, List.of());
            Optional<Assignment> open =
                    there.stream().filter(a -> a.getUntil().isEmpty()).findFirst();
            Instant since = begun.get(pairing);
            if (since == null) {
                open.ifPresent(a -> {
                    a.end(InstantColumn.stored(ended.get(pairing)), "seen in the adapter's status");
                    changed.add(a);
                });
            } else if (open.isEmpty()) {
                Optional<Assignment> shortlyEnded = there.stream()
                        .filter(a -> a.getUntil()
                                .filter(until -> until.isAfter(since.minus(SHORTLY)))
                                .isPresent())
                        .reduce((first, second) -> second);
                shortlyEnded.ifPresent(Assignment::goOn);
                changed.add(shortlyEnded.orElseGet(() -> new Assignment(
                        pairing.machine(),
                        pairing.subAccount(),
                        InstantColumn.stored(since),
                        "seen in the adapter's status")));
            }
        }
        AssignmentRows.write(em, changed);
    }

    /** What is open of those pairings and what ended since, the earliest first. */
    private Map<Pairing, List<Assignment>> latest(Set<Pairing> wanted, Instant earliest) {
        // One cannot be both.
        List<Assignment> latest = new ArrayList<>(AssignmentRows.ofMachines(
                em, wanted.stream().map(Pairing::machine).collect(Collectors.toSet()), AssignmentRows.OPEN));
        latest.addAll(AssignmentRows.all(em, AssignmentRows.ENDED_SINCE, InstantColumn.micros(earliest)));
        return latest.stream()
                .filter(a -> wanted.contains(new Pairing(a.getMachine(), a.getSubAccount())))
                .sorted(Comparator.comparing(Assignment::getFrom).thenComparing(Assignment::getId))
                .collect(Collectors.groupingBy(a -> new Pairing(a.getMachine(), a.getSubAccount())));
    }

    /** When the field was last seen at work; empty before the first time. */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public Optional<Instant> lastLook() {
        return Optional.ofNullable(em.find(LastLook.class, FIELD)).map(LastLook::getAt);
    }

    /** The field is at work now. */
    public void looked(Instant now) {
        LastLook last = em.find(LastLook.class, FIELD);
        if (last == null) {
            em.persist(new LastLook(FIELD, now));
        } else {
            last.setAt(now);
        }
    }

    /**
     * Ends what an earlier life of the field left open: when that life was last seen.
     *
     * @param start of the present life; what began later is left alone
     * @param lastSeen when the earlier one was last seen
     * @return how many
     */
    public int endEarlier(Instant start, Instant lastSeen) {
        List<Assignment> left =
                AssignmentRows.all(em, AssignmentRows.OPEN_AND_BEGUN_BEFORE, InstantColumn.micros(start));
        left.forEach(a -> a.end(InstantColumn.stored(lastSeen), NOT_SEEN));
        AssignmentRows.write(em, left);
        return left.size();
    }

    /**
     * Assignments that touch a stretch of time, the latest first.
     *
     * @param machine only this one's
     * @param subAccount only for this one
     * @param limit how many at most
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Assignment> between(
            Optional<String> machine, Optional<String> subAccount, Instant from, Instant to, int limit) {
        return between("a.machine = :machine", machine, subAccount, from, to, limit);
    }

    /** The same of all machines that have a part of a name in theirs, in capitals or not. */
    public List<Assignment> betweenOfNamesWith(
            String part, Optional<String> subAccount, Instant from, Instant to, int limit) {
        String literally = part.toLowerCase(Locale.ROOT).replaceAll("([%_!])", "!$1");
        return between(
                "lower(a.machine) like :machine escape '!'",
                Optional.of("%" + literally + "%"),
                subAccount,
                from,
                to,
                limit);
    }

    private List<Assignment> between(
            String machines,
            Optional<String> machine,
            Optional<String> subAccount,
            Instant from,
            Instant to,
            int limit) {
        // Not one query with "or", for which H2 reads all that there are.
        TypedQuery<Assignment> open = query("a.until is null", machines, machine, subAccount);
        TypedQuery<Assignment> over =
                query("a.until > :from", machines, machine, subAccount).setParameter("from", from);
        return Stream.of(open, over)
                .flatMap(query ->
                        query.setParameter("to", to).setMaxResults(limit).getResultStream())
                // One that ended between the two is in both.
                .distinct()
                .sorted(Comparator.comparing(Assignment::getFrom)
                        .thenComparing(Assignment::getId)
                        .reversed())
                .limit(limit)
                .toList();
    }

    private TypedQuery<Assignment> query(
            String until, String machines, Optional<String> machine, Optional<String> subAccount) {
        TypedQuery<Assignment> query = em.createQuery(
                "select a from Assignment a where a.from < :to and " + until
                        + (machine.isPresent() ? " and " + machines : "")
                        + (subAccount.isPresent() ? " and a.subAccount = :subAccount" : "")
                        + " order by a.from desc, a.id desc",
                Assignment.class);
        machine.ifPresent(name -> query.setParameter("machine", name));
        subAccount.ifPresent(name -> query.setParameter("subAccount", name));
        return query;
    }

    /**
     * Deletes those that ended before an instant, and of the rest all that are over but the newest {@code most}.
     *
     * @param limit how many at most
     * @return how many
     */
    public int forget(Instant before, long most, int limit) {
        Long newest =
                em.createQuery("select max(a.id) from Assignment a", Long.class).getSingleResult();
        if (newest == null) {
            return 0;
        }
        // Not one query with "or", for which H2 reads all that there are, and no order but the index's.
        Set<Long> old = new LinkedHashSet<>(
                em.createQuery("select a.id from Assignment a where a.until < :before order by a.until", Long.class)
                        .setParameter("before", before)
                        .setMaxResults(limit)
                        .getResultList());
        if (old.size() < limit) {
            em.createQuery(
                            "select a.id from Assignment a where a.id <= :id and a.until is not null order by a.id",
                            Long.class)
                    .setParameter("id", newest - most)
                    .setMaxResults(limit)
                    .getResultStream()
                    .filter(id -> !old.contains(id))
                    .limit(limit - old.size())
                    .forEach(old::add);
        }
        if (!old.isEmpty()) {
            em.createQuery("delete from Assignment a where a.id in :ids")
                    .setParameter("ids", old)
                    .executeUpdate();
        }
        return old.size();
    }
}
