package io.sluice.scheduling;

import io.sluice.allocation.Allocation;
import io.sluice.allocation.Explanation;
import io.sluice.allocation.Feasibility.Shortfall;
import io.sluice.allocation.Roster;
import io.sluice.allocation.RosterMachine;
import io.sluice.allocation.RosterSubAccount;
import io.sluice.allocation.Standing;
import io.sluice.distribution.Decision;
import io.sluice.distribution.Event;
import io.sluice.distribution.Machine;
import io.sluice.distribution.Prospect;
import io.sluice.distribution.Span;
import io.sluice.distribution.StandardPeriod;
import io.sluice.distribution.SubAccount;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What comes of an allocation: what there is to say of machines, and how sub-accounts fare. Of sub-accounts it is written
 * here, within the caller's transaction; of machines later, see {@link Scheduler}.
 */
final class Outcome {
    private static final int NAMED = 5;

    /** From this part of a standard on its sub-account is said to be at risk; less may be the hashrates' noise. */
    private static final double AT_RISK = 0.005;

    /** How long the figures have to say the same before it is said: a part of the time there is, within these bounds. */
    private static final int PATIENCE_PART = 20;

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(4);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(60);

    /** Reports of a period's last shares are booked by then, unless something is held up. */
    private static final Duration LAST_BOOKINGS = Duration.ofSeconds(15);

    /** How often the stored words are brought up to date where only figures change. */
    private static final Duration SAID_EVERY = Duration.ofMinutes(1);

    private final EntityManager em;
    private final Instant now;
    private final List<Decision> decisions = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    Outcome(EntityManager em, Instant now) {
        this.em = em;
        this.now = now;
    }

    /** Machines that go the same way for the same reason. */
    private record Move(Optional<String> from, Optional<String> to, String because) {}

    /**
     * What there is to say of machines: what they work for and why, and an event for each way that machines go. Of those that
     * are away what was said stays.
     */
    void explain(List<Machine> machines, Roster roster, Allocation allocation) {
        Map<String, RosterMachine> lines =
                roster.machines().stream().collect(Collectors.toMap(RosterMachine::name, Function.identity()));
        Map<Move, List<String>> moves = new LinkedHashMap<>();
        for (Machine machine : machines) {
            Optional<String> place =
                    Optional.ofNullable(allocation.precedent().places().get(machine.getName()));
            Explanation why = allocation.explanations().get(machine.getName());
            Optional<Explanation> before = machine.getExplanation();
            if (lines.get(machine.getName()).isAway()
                    || before.filter(known -> isSame(known, why)).isPresent()) {
                if (!machine.getPlace().equals(place)) {
                    decisions.add(new Decision(machine.getId(), before, machine.getExplainedSince(), place));
                }
                continue;
            }
            Optional<String> from = before.flatMap(Explanation::subAccount);
            if (!from.equals(why.subAccount())) {
                moves.computeIfAbsent(new Move(from, why.subAccount(), why.sentence()), move -> new ArrayList<>())
                        .add(machine.getName());
            }
            decisions.add(new Decision(machine.getId(), Optional.of(why), Optional.of(now), place));
        }
        moves.forEach((move, names) -> events.add(event(move, names)));
    }

    /** Of machines of which there is something new to say. */
    List<Decision> decisions() {
        return decisions;
    }

    /** That tell of them. */
    List<Event> events() {
        return events;
    }

    private static boolean isSame(Explanation one, Explanation other) {
        return one.why() == other.why()
                && one.subAccount().equals(other.subAccount())
                && one.next().equals(other.next());
    }

    private Event event(Move move, List<String> names) {
        String who = String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
        String what = move.to()
                        .map(to -> (names.size() == 1 ? " is" : " are") + " to work for " + to)
                        .orElse(names.size() == 1 ? " is to have no work" : " are to have no work")
                + move.from().map(from -> " instead of " + from).orElse("");
        var event = new Event(now, Event.Kind.ASSIGNED, who + what + ": " + move.because());
        move.to().ifPresent(event::ofSubAccount);
        return names.size() == 1 ? event.ofMachine(names.get(0)) : event;
    }

    /**
     * Writes down how sub-accounts fare, and what becomes of their standards.
     *
     * @param before when the last allocation was made; empty for the first after a start
     * @param returning whether machines are still awaited back after a start, so that nobody need be warned yet
     * @return the names of those whose standard is at risk
     */
    Set<String> foretell(
            List<Standing> standings,
            Roster roster,
            List<SubAccount> subAccounts,
            Optional<Instant> before,
            boolean returning) {
        Map<String, Prospect> stored = new HashMap<>();
        em.createQuery("select p from Prospect p", Prospect.class)
                .getResultStream()
                .forEach(prospect -> stored.put(prospect.getSubAccount(), prospect));
        Map<String, RosterSubAccount> lines =
                roster.subAccounts().stream().collect(Collectors.toMap(RosterSubAccount::name, Function.identity()));
        Map<String, SubAccount> byName =
                subAccounts.stream().collect(Collectors.toMap(SubAccount::getName, Function.identity()));
        Set<String> atRisk = new HashSet<>();
        for (Standing standing : standings) {
            SubAccount subAccount = byName.get(standing.subAccount());
            RosterSubAccount line = lines.get(standing.subAccount());
            Prospect prospect = stored.remove(standing.subAccount());
            if (prospect == null) {
                prospect = new Prospect(standing.subAccount(), line.periodStart(), now);
                em.persist(prospect);
            }
            passDeadline(subAccount, standing, before);
            passPeriod(subAccount, prospect, line);
            if (!returning) {
                weigh(prospect, standing, line);
            }
            if (prospect.getAtRiskSince().isPresent()) {
                atRisk.add(standing.subAccount());
            }
            String state = standing.state() + (prospect.getAtRiskSince().isPresent() ? " AT_RISK" : "");
            if (!state.equals(prospect.getState())
                    || !now.isBefore(prospect.getSaidAt().plus(SAID_EVERY))) {
                prospect.say(state, standing.sentence(), now);
            }
        }
        stored.values().forEach(em::remove);
        return atRisk;
    }

    /** A deadline within a period that has passed since the last time. */
    private void passDeadline(SubAccount subAccount, Standing standing, Optional<Instant> before) {
        Optional<Instant> due = subAccount.getDueAt();
        if (subAccount.getStandard().isPresent()
                && standing.state() != Standing.State.UP_TO_STANDARD
                && due.filter(at -> !at.isAfter(now)).isPresent()
                && before.filter(due.get()::isAfter).isPresent()) {
            em.persist(new Event(
                            now,
                            Event.Kind.STANDARD_MISSED,
                            subAccount.getName() + " was not up to standard at " + Explanation.time(due.get())
                                    + ", when that was due; "
                                    + (subAccount.isRepeating()
                                            ? "what is missing is due at the end of the period."
                                            : "what is missing is made up for when others leave hashrate for it."))
                    .ofSubAccount(subAccount.getName()));
        }
    }

    /** A period that has ended since the last time, and whose last shares are booked. */
    private void passPeriod(SubAccount subAccount, Prospect prospect, RosterSubAccount line) {
        Instant start = line.periodStart();
        if (prospect.getPeriodStart().equals(start)) {
            return;
        }
        // A new period is a new prospect.
        prospect.setAtRiskSince(Optional.empty());
        prospect.seen(false, now);
        Duration wait = line.cycle()
                .map(cycle -> cycle.dividedBy(4))
                .filter(quarter -> quarter.compareTo(LAST_BOOKINGS) < 0)
                .orElse(LAST_BOOKINGS);
        if (now.isBefore(start.plus(wait))) {
            return;
        }
        prospect.setPeriodStart(start);
        subAccount
                .spanBefore(start)
                .flatMap(span -> period(subAccount, span))
                .filter(period ->
                        !period.isUpToStandard() && period.getStandard().isPresent())
                .ifPresent(period -> em.persist(new Event(now, Event.Kind.STANDARD_MISSED, missed(subAccount, period))
                        .ofSubAccount(subAccount.getName())));
    }

    private Optional<StandardPeriod> period(SubAccount subAccount, Span span) {
        return em.createQuery(
                        "select p from StandardPeriod p where p.subAccount = :subAccount and p.startsAt = :start",
                        StandardPeriod.class)
                .setParameter("subAccount", subAccount)
                .setParameter("start", span.start())
                .getResultStream()
                .findFirst();
    }

    private static String missed(SubAccount subAccount, StandardPeriod period) {
        double missing = period.getMissing().hashes().doubleValue();
        double due = period.getStandard().orElseThrow().hashes().doubleValue();
        return String.format(
                Locale.ROOT,
                "%s missed its standard by %s (%.1f %%) in the period that ended at %s, by what is booked so far%s.",
                subAccount.getName(),
                Explanation.work(missing),
                100 * missing / due,
                Explanation.time(period.getSpan().end().orElseThrow()),
                subAccount.isCarryOver() ? "; it is due in the next one as well" : "");
    }

    /** Says that a standard is at risk, or is not any more, once the figures have said so for long enough. */
    private void weigh(Prospect prospect, Standing standing, RosterSubAccount line) {
        boolean atRisk = prospect.getAtRiskSince().isPresent();
        boolean fallsShort = standing.shortfall()
                .filter(shortfall -> atRisk || shortfall.part() >= AT_RISK)
                .isPresent();
        Instant since = prospect.seen(fallsShort, now);
        if (fallsShort == atRisk || now.isBefore(since.plus(patience(line)))) {
            return;
        }
        prospect.setAtRiskSince(fallsShort ? Optional.of(now) : Optional.empty());
        if (fallsShort) {
            record(
                    standing,
                    Event.Kind.STANDARD_AT_RISK,
                    standing.shortfall().map(Shortfall::sentence).orElseThrow());
        } else if (standing.state() != Standing.State.UP_TO_STANDARD
                && standing.deadline().isPresent()) {
            record(
                    standing,
                    Event.Kind.STANDARD_SAFE,
                    standing.subAccount() + " will be up to standard in time, by the hashrates of now.");
        }
    }

    private void record(Standing standing, Event.Kind kind, String text) {
        em.persist(new Event(now, kind, text).ofSubAccount(standing.subAccount()));
    }

    private static Duration patience(RosterSubAccount line) {
        Duration part = line.deadline()
                .map(at -> Duration.between(line.periodStart(), at).dividedBy(PATIENCE_PART))
                .orElse(LEAST_PATIENCE);
        return part.compareTo(LEAST_PATIENCE) < 0
                ? LEAST_PATIENCE
                : part.compareTo(MOST_PATIENCE) > 0 ? MOST_PATIENCE : part;
    }
}
