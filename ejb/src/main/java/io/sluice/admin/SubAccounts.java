package io.sluice.admin;

import io.sluice.api.FieldStatus;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Cycle;
import io.sluice.distribution.LedgerQueries;
import io.sluice.distribution.Pool;
import io.sluice.distribution.Standard;
import io.sluice.distribution.StandardPeriod;
import io.sluice.distribution.Standards;
import io.sluice.distribution.SubAccount;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The sub-accounts. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class SubAccounts {
    private static final int LAST_POSITION = 1_000_000;
    private static final int LAST_PRIORITY = 1_000_000;
    private static final BigDecimal MOST_WEIGHT = new BigDecimal("1e9");
    private static final int WEIGHT_DECIMALS = 12;
    private static final Duration LONGEST_AHEAD = Duration.ofDays(36_525);

    /** Decimals that the ledger keeps. */
    private static final int DECIMALS = 40;

    private static final int LONGEST_NOTE = 1_000;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    @EJB
    Standards standards;

    @EJB
    LedgerQueries ledger;

    @EJB
    Field field;

    /** All, by group, in the order of filling. */
    public List<SubAccountView> list() {
        Instant now = Instant.now();
        Map<String, StandardPeriod> periods = ledger.periods(now);
        Map<String, Double> hashrates = new HashMap<>();
        Map<String, List<String>> machines = new HashMap<>();
        field.status().ifPresent(status -> {
            status.sessions()
                    .forEach(session -> hashrates.merge(session.subAccount(), session.hashrate(), Double::sum));
            for (FieldStatus.MachineStatus machine : status.machines()) {
                machine.servingSubAccounts().stream().distinct().forEach(name -> machines.computeIfAbsent(
                                name, n -> new ArrayList<>())
                        .add(machine.name()));
            }
        });
        machines.values().forEach(Collections::sort);
        return em.createQuery(
                        "select s from SubAccount s where s.archived = false order by s.group.name, s.position, s.name",
                        SubAccount.class)
                .getResultStream()
                .map(s -> view(
                        s,
                        Optional.ofNullable(periods.get(s.getName())),
                        hashrates.getOrDefault(s.getName(), 0.0),
                        machines.getOrDefault(s.getName(), List.of()),
                        now))
                .toList();
    }

    /** @throws UnknownNameException when there is none of that name, or it is archived */
    public SubAccountView get(String name) {
        Instant now = Instant.now();
        SubAccount subAccount = find(name).filter(s -> !s.isArchived()).orElseThrow(() -> unknown(name));
        Optional<FieldStatus> status = field.status();
        return view(
                subAccount,
                ledger.period(subAccount, now),
                status.stream()
                        .flatMap(s -> s.sessions().stream())
                        .filter(session -> session.subAccount().equals(name))
                        .mapToDouble(FieldStatus.SessionStatus::hashrate)
                        .sum(),
                status.stream()
                        .flatMap(s -> s.machines().stream())
                        .filter(machine -> machine.servingSubAccounts().contains(name))
                        .map(FieldStatus.MachineStatus::name)
                        .sorted()
                        .toList(),
                now);
    }

    /** What is wrong with an input; empty when it can be stored. */
    public List<FieldError> check(String name, SubAccountInput input) {
        Errors errors = new Errors();
        read(name, input, errors);
        return errors.list();
    }

    /**
     * Creates or replaces a sub-account.
     *
     * @param who the operator, for the event
     * @throws InvalidInputException when anything is wrong; nothing is stored then
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome put(String who, String name, SubAccountInput input) {
        changes.oneAtATime();
        Errors errors = new Errors();
        Wanted wanted = read(name, input, errors);
        errors.throwIfAny();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Optional<SubAccount> stored = find(name);
        Optional<SubAccount> present = stored.filter(s -> !s.isArchived());
        SubAccount subAccount = stored.orElseGet(() -> new SubAccount(name, wanted.group(), now));
        int position = input.position() != null
                ? input.position()
                : present.map(SubAccount::getPosition).orElseGet(() -> lastPosition(wanted.group()) + 1);
        String password = input.password() != null
                ? input.password()
                : present.map(SubAccount::getPassword).orElse("");

        Change change = new Change();
        change.of(
                "pool",
                present.flatMap(SubAccount::getPool).map(Pool::getName).orElse(null),
                wanted.pool().getName());
        change.of("user", present.map(SubAccount::getUser).orElse(null), input.user());
        change.ofSecret("password", present.map(SubAccount::getPassword).orElse(""), password);
        change.of("position", present.map(SubAccount::getPosition).orElse(null), position);
        change.of(
                "group",
                present.map(s -> s.getGroup().getName()).orElse(null),
                wanted.group().getName());
        change.of("standard", text(present.flatMap(SubAccount::getStandard)), text(wanted.standard()));
        change.of("priority", present.map(SubAccount::getPriority).orElse(0), wanted.priority());
        change.of(
                "weight",
                present.flatMap(SubAccount::getWeight)
                        .map(BigDecimal::toPlainString)
                        .orElse(null),
                wanted.weight().map(BigDecimal::toPlainString).orElse(null));
        change.of(
                "dueAt",
                present.flatMap(SubAccount::getDueAt).orElse(null),
                wanted.dueAt().orElse(null));
        change.of("carryOver", present.map(SubAccount::isCarryOver).orElse(false), wanted.carryOver());
        boolean paused = input.paused() != null
                ? input.paused()
                : present.map(SubAccount::isPaused).orElse(false);
        change.of("paused", present.map(SubAccount::isPaused).orElse(false), paused);
        String note = input.note() != null
                ? lines(input.note())
                : present.map(SubAccount::getNote).orElse("");
        change.of("note", written(present.map(SubAccount::getNote).orElse("")), written(note));
        if (present.isPresent() && change.isNone()) {
            return Outcome.UNCHANGED;
        }
        subAccount.setArchived(false);
        subAccount.setLogin(wanted.pool(), input.user(), password);
        subAccount.setPosition(position);
        subAccount.setGroup(wanted.group());
        subAccount.setPriority(wanted.priority());
        subAccount.setWeight(wanted.weight());
        subAccount.setDueAt(wanted.dueAt());
        boolean carriesAsBefore = subAccount.isCarryOver() == wanted.carryOver();
        subAccount.setCarryOver(wanted.carryOver());
        subAccount.setNote(note);
        if (!paused || present.isEmpty()) {
            subAccount.resume();
        }
        if (paused) {
            subAccount.pause(who, now);
        }
        if (stored.isEmpty()) {
            em.persist(subAccount);
        }
        // Compared as written: PT24H and P1D are the same period, and shown as the operator last wrote it.
        if (present.isEmpty()
                || !carriesAsBefore
                || !Objects.equals(text(subAccount.getStandard()), text(wanted.standard()))) {
            standards.set(subAccount, wanted.standard(), now);
        }
        changes.happened(
                event -> event.ofSubAccount(name),
                who,
                present.isPresent() ? "changed" : "created",
                "sub-account " + name,
                change);
        return present.isPresent() ? Outcome.CHANGED : Outcome.CREATED;
    }

    /**
     * Takes all machines from a sub-account until it is resumed. What is due and what is booked stays as it is.
     *
     * @throws UnknownNameException when there is none of that name
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome pause(String who, String name) {
        return paused(who, name, true);
    }

    /**
     * Lets machines work for a paused sub-account again.
     *
     * @throws UnknownNameException when there is none of that name
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome resume(String who, String name) {
        return paused(who, name, false);
    }

    private Outcome paused(String who, String name, boolean paused) {
        changes.oneAtATime();
        SubAccount subAccount = find(name).filter(s -> !s.isArchived()).orElseThrow(() -> unknown(name));
        Change change = new Change();
        change.of("paused", subAccount.isPaused(), paused);
        if (change.isNone()) {
            return Outcome.UNCHANGED;
        }
        if (paused) {
            subAccount.pause(who, Instant.now());
        } else {
            subAccount.resume();
        }
        changes.happened(
                event -> event.ofSubAccount(name), who, paused ? "paused" : "resumed", "sub-account " + name, change);
        return Outcome.CHANGED;
    }

    /**
     * Removes a sub-account; archives it when the ledger refers to it.
     *
     * @throws UnknownNameException when there is none of that name
     */
    @RolesAllowed(Role.OPERATE)
    public Outcome remove(String who, String name) {
        changes.oneAtATime();
        SubAccount subAccount = find(name).filter(s -> !s.isArchived()).orElseThrow(() -> unknown(name));
        em.lock(subAccount, LockModeType.PESSIMISTIC_WRITE);
        // What an adapter counted and is not booked yet, too: it is to come under this name, and is nobody else's.
        boolean booked = Stream.of(
                        "select b.id from Booking b where b.subAccount = :subAccount",
                        "select c.period.id from LifeCount c where c.period.subAccount = :subAccount")
                .anyMatch(query -> !em.createQuery(query, Long.class)
                        .setParameter("subAccount", subAccount)
                        .setMaxResults(1)
                        .getResultList()
                        .isEmpty());
        Change removed = new Change()
                .removed("pool", subAccount.getPool().map(Pool::getName).orElse(null))
                .removed("user", subAccount.getUser())
                .removed("position", subAccount.getPosition())
                .removed("group", subAccount.getGroup().getName())
                .removed("standard", text(subAccount.getStandard()))
                .removed("priority", subAccount.getPriority())
                .removed(
                        "weight",
                        subAccount.getWeight().map(BigDecimal::toPlainString).orElse(null))
                .removed("dueAt", subAccount.getDueAt().orElse(null))
                .removed("carryOver", subAccount.isCarryOver())
                .removed("paused", subAccount.isPaused())
                .removed("note", written(subAccount.getNote()));
        if (booked) {
            // Should it be created again one day, it starts from nothing.
            standards.set(subAccount, Optional.empty(), Instant.now());
            subAccount.setArchived(true);
        } else {
            em.createQuery("delete from StandardPeriod p where p.subAccount = :subAccount")
                    .setParameter("subAccount", subAccount)
                    .executeUpdate();
            em.remove(subAccount);
        }
        changes.happened(
                event -> event.ofSubAccount(name),
                who,
                booked ? "archived" : "removed",
                "sub-account " + name,
                removed);
        return booked ? Outcome.ARCHIVED : Outcome.REMOVED;
    }

    private Wanted read(String name, SubAccountInput input, Errors errors) {
        errors.name("A sub-account's name", name);
        Pool pool = null;
        if (blank(input.pool())) {
            errors.add("pool", "is needed: the name of the pool that the sub-account is at.");
        } else {
            pool = em.createQuery("select p from Pool p where p.name = :name", Pool.class)
                    .setParameter("name", input.pool())
                    .getResultStream()
                    .findFirst()
                    .orElse(null);
            if (pool == null) {
                errors.add("pool", "There is no pool '" + Errors.shortened(input.pool()) + "'; create it first.");
            }
        }
        if (blank(input.user())) {
            errors.add("user", "is needed: the user name at the pool.");
        } else {
            errors.plain("user", input.user(), 255);
        }
        if (input.password() != null) {
            errors.plain("password", input.password(), 255);
        }
        if (input.position() != null && (input.position() < 1 || input.position() > LAST_POSITION)) {
            errors.add("position", "must be from 1 to " + LAST_POSITION + ", not " + input.position() + ".");
        }
        AllocationGroup group = Groups.named(em, input.group(), errors);
        if (input.note() != null) {
            errors.plain("note", lines(input.note()).replace('\n', ' '), LONGEST_NOTE);
        }
        if (input.priority() != null && Math.abs((long) input.priority()) > LAST_PRIORITY) {
            errors.add(
                    "priority",
                    "must be from -" + LAST_PRIORITY + " to " + LAST_PRIORITY + ", not " + input.priority() + ".");
        }
        Optional<Standard> standard = standard(input.standard(), errors);
        boolean unreadable = input.standard() != null && standard.isEmpty();
        boolean carryOver = Boolean.TRUE.equals(input.carryOver());
        if (carryOver
                && !unreadable
                && standard.flatMap(due -> due.cycle().length()).isEmpty()) {
            errors.add(
                    "carryOver",
                    "needs a standard whose period comes again, such as DAILY; otherwise there is no next period.");
        }
        Optional<Instant> dueAt = dueAt(name, input.dueAt(), errors);
        if (input.dueAt() != null && standard.isEmpty() && !unreadable) {
            errors.add("dueAt", "needs a standard; without one nothing is due.");
        }
        return new Wanted(
                pool,
                group,
                standard,
                input.priority() == null ? 0 : input.priority(),
                weight(input.weight(), errors),
                dueAt,
                carryOver);
    }

    private static Optional<BigDecimal> weight(BigDecimal weight, Errors errors) {
        if (weight == null) {
            return Optional.empty();
        }
        BigDecimal plain = weight.stripTrailingZeros();
        if (plain.signum() <= 0 || plain.compareTo(MOST_WEIGHT) > 0 || plain.scale() > WEIGHT_DECIMALS) {
            errors.add(
                    "weight",
                    "must be more than 0 and at most 1e9, with at most " + WEIGHT_DECIMALS + " decimals, not " + weight
                            + "; null for none.");
            return Optional.empty();
        }
        return Optional.of(plain);
    }

    /** One that is stored already may have passed, so that what was got can be put again. */
    private Optional<Instant> dueAt(String name, String written, Errors errors) {
        if (written == null) {
            return Optional.empty();
        }
        Instant at;
        try {
            at = OffsetDateTime.parse(written.strip()).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeException e) {
            errors.add(
                    "dueAt",
                    "'" + Errors.shortened(written)
                            + "' is no instant; write one with its offset, such as 2026-11-01T18:00:00Z.");
            return Optional.empty();
        }
        boolean stored = find(name)
                .filter(present -> !present.isArchived())
                .flatMap(SubAccount::getDueAt)
                .filter(at::equals)
                .isPresent();
        Instant now = Instant.now();
        if (!stored && (!at.isAfter(now) || at.isAfter(now.plus(LONGEST_AHEAD)))) {
            errors.add("dueAt", "must lie ahead, by no more than 100 years; " + at + " does not.");
        }
        return Optional.of(at);
    }

    private static Optional<Standard> standard(StandardInput input, Errors errors) {
        if (input == null) {
            return Optional.empty();
        }
        Work work = null;
        BigDecimal hashes = input.hashes();
        if (hashes == null) {
            errors.add("standard.hashes", "is needed: the work due in a period, such as 1.5e15.");
        } else if (hashes.signum() <= 0) {
            errors.add("standard.hashes", "must be more than 0, not " + hashes + ".");
        } else if (hashes.stripTrailingZeros().scale() > DECIMALS) {
            errors.add("standard.hashes", "has more than " + DECIMALS + " decimals.");
        } else {
            work = errors.parsed("standard.hashes", () -> new Standard(new Work(hashes), new Cycle.Once()).work());
        }
        Cycle cycle = null;
        if (blank(input.period())) {
            errors.add("standard.period", "is needed: ONCE, DAILY or a duration such as PT12H or P7D.");
        } else if (input.period().length() > 60) {
            errors.add("standard.period", "is too long; write ONCE, DAILY or a duration such as PT12H or P7D.");
        } else {
            cycle = errors.parsed("standard.period", () -> Cycle.parse(input.period()));
        }
        return work == null || cycle == null ? Optional.empty() : Optional.of(new Standard(work, cycle));
    }

    private int lastPosition(AllocationGroup group) {
        return em.createQuery(
                        "select coalesce(max(s.position), 0) from SubAccount s where s.group = :group and s.archived = false",
                        Integer.class)
                .setParameter("group", group)
                .getSingleResult();
    }

    private Optional<SubAccount> find(String name) {
        return em.createQuery("select s from SubAccount s where s.name = :name", SubAccount.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    private static UnknownNameException unknown(String name) {
        return new UnknownNameException("There is no sub-account '" + Errors.shortened(name) + "'.");
    }

    /** A note may have lines; browsers end them in their own way. */
    private static String lines(String note) {
        return note.strip().replace("\r\n", "\n");
    }

    /** A note as a change tells of it: null where there is none. */
    private static String written(String note) {
        return note.isEmpty() ? null : note;
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static String text(Optional<Standard> standard) {
        return standard.map(s -> s.work().hashes().toPlainString() + " hashes "
                        + s.cycle().text())
                .orElse(null);
    }

    private static SubAccountView view(
            SubAccount subAccount,
            Optional<StandardPeriod> period,
            double hashrate,
            List<String> machines,
            Instant now) {
        return new SubAccountView(
                subAccount.getName(),
                subAccount.getPool().map(Pool::getName).orElse(""),
                subAccount.getUser(),
                subAccount.getPosition(),
                subAccount.getGroup().getName(),
                subAccount
                        .getStandard()
                        .map(s -> new SubAccountView.Standard(
                                s.work().hashes(), s.cycle().text())),
                subAccount.getPriority(),
                subAccount.getWeight(),
                subAccount.getDueAt(),
                subAccount.isCarryOver(),
                subAccount.isPaused(),
                subAccount.getPausedAt(),
                subAccount.getPausedBy(),
                subAccount.getNote(),
                period.map(SubAccounts::capability).orElseGet(() -> nothingYet(subAccount, now)),
                hashrate,
                new SubAccountView.Login(subAccount.getLoginState().name(), subAccount.getLoginReason()),
                machines);
    }

    private static SubAccountView.Capability capability(StandardPeriod period) {
        return new SubAccountView.Capability(
                period.getSpan().start(),
                period.getSpan().end(),
                period.getStandard().map(Work::hashes),
                period.getCarried().hashes(),
                period.getAccumulated().hashes(),
                period.getAcceptedShares(),
                period.getRejectedShares(),
                period.getUnansweredShares(),
                period.isUpToStandard(),
                period.getUpToStandardAt());
    }

    private static SubAccountView.Capability nothingYet(SubAccount subAccount, Instant now) {
        var span = subAccount.spanAt(now);
        return new SubAccountView.Capability(
                span.start(),
                span.end(),
                subAccount.getStandard().map(standard -> standard.work().hashes()),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                0,
                0,
                0,
                false,
                Optional.empty());
    }

    private record Wanted(
            Pool pool,
            AllocationGroup group,
            Optional<Standard> standard,
            int priority,
            Optional<BigDecimal> weight,
            Optional<Instant> dueAt,
            boolean carryOver) {}
}
