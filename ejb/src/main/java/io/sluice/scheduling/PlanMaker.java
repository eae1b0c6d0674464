package io.sluice.scheduling;

import io.sluice.allocation.Allocation;
import io.sluice.allocation.Explanation;
import io.sluice.allocation.Feasibility;
import io.sluice.allocation.Health;
import io.sluice.allocation.Roster;
import io.sluice.allocation.RosterMachine;
import io.sluice.allocation.RosterSubAccount;
import io.sluice.allocation.Standing;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.MachineStatus;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.Plan;
import io.sluice.api.Service;
import io.sluice.api.Work;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Event;
import io.sluice.distribution.Incarnation;
import io.sluice.distribution.KnownAddress;
import io.sluice.distribution.Machine;
import io.sluice.distribution.Periods;
import io.sluice.distribution.Pool;
import io.sluice.distribution.Span;
import io.sluice.distribution.Standard;
import io.sluice.distribution.StandardPeriod;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.SubAccountAuthentication;
import io.sluice.evidence.Finding;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes a plan of what the database and the field say now. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class PlanMaker {
    /** After a start of the adapter, machines are given this long to come back before they count as failed. */
    private static final Duration RETURN = Duration.ofSeconds(30);

    /** From the moment a machine is let in, it takes less than this to hear that it is connected. */
    private static final Duration CONNECTING = Duration.ofSeconds(10);

    /** A pool that is away for longer than this is no reconnect any more. */
    private static final Duration RECONNECT = Duration.ofSeconds(10);

    /** A sub-account stays logged in this long after it came up to standard or was paused, for the last shares under way. */
    private static final Duration DRAIN = Duration.ofMinutes(1);

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    SubAccountAuthentication authentication;

    @EJB
    MachineHealth health;

    @EJB
    Outlook outlook;

    /** One period of one sub-account. */
    private record Key(long subAccount, Instant start) {}

    /**
     * Makes the plan that should be in force, and writes what comes of it, but for what there is to say of machines. Its number
     * is drawn before anything is read, so that of two plans the one with the greater number is never the one that knew less.
     */
    public Draft make(FieldStatus status, Instant now) {
        long epoch =
                ((Number) em.createNativeQuery("select nextval('plan_epochs')").getSingleResult()).longValue();

        List<Pool> pools = em.createQuery("select p from Pool p order by p.name", Pool.class).getResultList().stream()
                .filter(pool -> !pool.getAddresses().isEmpty())
                .toList();
        Map<String, AllocationGroup> groups = em.createQuery("select g from AllocationGroup g", AllocationGroup.class)
                .getResultStream()
                .collect(Collectors.toMap(AllocationGroup::getName, Function.identity()));
        List<SubAccount> known = em.createQuery(
                        "select s from SubAccount s where s.archived = false and s.pool is not null order by s.name",
                        SubAccount.class)
                .getResultStream()
                .filter(subAccount -> pools.contains(subAccount.getPool().orElseThrow()))
                .toList();
        List<SubAccount> subAccounts =
                known.stream().filter(subAccount -> !subAccount.isPaused()).toList();
        Map<Key, StandardPeriod> periods = new Periods(em)
                .notOver(now).stream()
                        .collect(Collectors.toMap(
                                p -> new Key(
                                        p.getSubAccount().getId(), p.getSpan().start()),
                                Function.identity()));
        var farm = Farm.read(em, status, now);
        List<Machine> machines = farm.present();

        health.examine(machines, status, farm::change, farm::changeInTime).forEach(em::persist);
        Map<String, String> standIns = machines.stream()
                .filter(machine -> machine.getStandsInFor().isPresent())
                .collect(Collectors.toMap(
                        Machine::getName, machine -> machine.getStandsInFor().orElseThrow()));
        boolean returning = now.isBefore(startOf(status, now).plus(RETURN));
        Roster roster = new Roster(
                groups.values().stream()
                        .collect(Collectors.toMap(AllocationGroup::getName, AllocationGroup::getPolicy)),
                subAccounts.stream()
                        .map(subAccount -> rosterLine(subAccount, periods, now))
                        .toList(),
                rosterLines(farm, status, now),
                now,
                outlook.precedent(now, standIns, () -> places(farm, status)));
        Allocation allocation = obeyingOrders(Allocation.of(roster), machines, subAccounts);
        note(
                allocation.standIns(),
                farm,
                roster.machines().stream()
                        .filter(machine -> machine.health() == Health.OFFLINE)
                        .map(RosterMachine::name)
                        .collect(Collectors.toSet()),
                now);
        farm.write();
        List<Feasibility> feasibility = Feasibility.of(roster);
        List<Standing> standings = Standing.of(roster, allocation, feasibility);
        var outcome = new Outcome(em, now);
        outcome.explain(machines, roster, allocation);
        farm.keep(allocation.precedent().places());
        Set<String> atRisk = outcome.foretell(
                standings,
                roster,
                subAccounts,
                outlook.made().map(last -> last.roster().now()),
                returning);
        outlook.made(new Outlook.Made(roster, allocation, feasibility, standings, atRisk));

        Set<String> served = allocation.arrivals().values().stream()
                .flatMap(itinerary -> itinerary.subAccounts().stream())
                .collect(Collectors.toSet());
        List<Service> services = new ArrayList<>();
        for (SubAccount subAccount : known) {
            boolean draining = subAccount
                    .getPausedAt()
                    .or(() -> Optional.ofNullable(periods.get(present(subAccount, now)))
                            .flatMap(StandardPeriod::getUpToStandardAt))
                    .filter(at -> now.isBefore(at.plus(DRAIN)))
                    .isPresent();
            if (served.contains(subAccount.getName()) || draining) {
                authentication
                        .issue(subAccount)
                        .ifPresent(login -> services.add(new Service(
                                subAccount.getName(), login, grants(subAccount, periods, status.incarnation(), now))));
            }
        }
        var plan = new Plan(
                epoch,
                pools.stream().map(Pool::configuration).toList(),
                pools.stream()
                        .flatMap(pool -> pool.getAddresses().stream())
                        .flatMap(address -> address.knownSizes().stream())
                        .distinct()
                        .toList(),
                services,
                itineraries(allocation, status),
                allocation.arrivals());
        return new Draft(plan, outcome.decisions(), outcome.events());
    }

    /** As allocated; a machine that is connected and was removed since has nothing to do any more. */
    private static Map<String, Itinerary> itineraries(Allocation allocation, FieldStatus status) {
        Map<String, Itinerary> itineraries = new HashMap<>(allocation.itineraries());
        status.machines().forEach(machine -> itineraries.putIfAbsent(machine.name(), Itinerary.NONE));
        return itineraries;
    }

    /** What operators ordered goes before what was allocated: who is replaced stays, and is warm. */
    private static Allocation obeyingOrders(
            Allocation allocation, List<Machine> machines, List<SubAccount> subAccounts) {
        List<Machine> replaced = machines.stream()
                .filter(machine -> machine.getReplacedSince().isPresent() && !machine.isOutOfService())
                .toList();
        if (replaced.isEmpty()) {
            return allocation;
        }
        Map<String, Itinerary> itineraries = new HashMap<>(allocation.itineraries());
        Map<String, Explanation> explanations = new HashMap<>(allocation.explanations());
        // Machines share them.
        Map<AllocationGroup, Itinerary> surplus = new HashMap<>();
        for (Machine machine : replaced) {
            Itinerary idle = surplus.computeIfAbsent(machine.getGroup(), group -> surplus(group, subAccounts));
            itineraries.put(machine.getName(), idle);
            explanations.put(
                    machine.getName(),
                    new Explanation(
                            Explanation.Why.REPLACED,
                            idle.subAccounts().stream().findFirst(),
                            Optional.empty(),
                            Optional.empty(),
                            "An operator had it replaced; until it is released it works on what is left over."));
        }
        return new Allocation(
                itineraries,
                allocation.arrivals(),
                allocation.standIns(),
                allocation.shortages(),
                explanations,
                allocation.precedent());
    }

    /** After a start: whose place each machine had by the last plan, or else what it works for. */
    private static Map<String, String> places(Farm farm, FieldStatus status) {
        Map<String, String> places = new HashMap<>();
        status.machines().forEach(machine -> machine.servingSubAccounts().stream()
                .findFirst()
                .ifPresent(serving -> places.put(machine.name(), serving)));
        farm.absent().forEach(absent -> absent.place().ifPresent(place -> places.put(absent.name(), place)));
        farm.present().forEach(machine -> machine.getPlace().ifPresent(place -> places.put(machine.getName(), place)));
        return places;
    }

    /** Where a machine works that an operator has replaced: as a standby machine does, it stays warm on what is left over. */
    private static Itinerary surplus(AllocationGroup group, List<SubAccount> subAccounts) {
        return new Itinerary(subAccounts.stream()
                .filter(subAccount -> subAccount.getStandard().isEmpty()
                        && subAccount.getWeight().isEmpty())
                .sorted(Comparator.comparing((SubAccount subAccount) ->
                                !subAccount.getGroup().equals(group))
                        .thenComparing(SubAccount::getPosition)
                        .thenComparing(SubAccount::getName))
                .map(SubAccount::getName)
                .toList());
    }

    private static Key present(SubAccount subAccount, Instant now) {
        return new Key(subAccount.getId(), subAccount.spanAt(now).start());
    }

    private static RosterSubAccount rosterLine(SubAccount subAccount, Map<Key, StandardPeriod> periods, Instant now) {
        Optional<StandardPeriod> period = Optional.ofNullable(periods.get(present(subAccount, now)));
        return new RosterSubAccount(
                subAccount.getName(),
                subAccount.getGroup().getName(),
                subAccount.getPosition(),
                subAccount.getStandard().map(standard -> period.map(StandardPeriod::getMissing)
                        .orElse(standard.work())),
                subAccount.isRepeating(),
                period.map(StandardPeriod::getAccumulated).orElse(Work.ZERO),
                subAccount.spanAt(now).start(),
                subAccount.getCycleLength(),
                subAccount.deadlineAt(now),
                subAccount.getPriority(),
                subAccount
                        .getWeight()
                        .map(weight -> OptionalDouble.of(weight.doubleValue()))
                        .orElse(OptionalDouble.empty()),
                isServable(subAccount, now));
    }

    /**
     * Whether a pool would take its shares: it did not refuse the login, and did not stay away for longer than a reconnect
     * takes. A pool with several addresses may say another reason each time, but then all of them have failed.
     */
    private static boolean isServable(SubAccount subAccount, Instant now) {
        Instant longAgo = now.minus(RECONNECT);
        return switch (subAccount.getLoginState()) {
            case ACCEPTED -> true;
            case REFUSED -> false;
            case CONNECTING -> {
                boolean failed = !subAccount.getLoginReason().isEmpty();
                boolean forLong =
                        subAccount.getLoginAt().filter(longAgo::isAfter).isPresent();
                List<KnownAddress> addresses =
                        subAccount.getPool().map(Pool::getAddresses).orElse(List.of());
                boolean allFailing =
                        addresses.stream().allMatch(address -> address.getState() == KnownAddress.State.FAILING)
                                && addresses.stream().anyMatch(address -> address.getCheckedAt()
                                        .filter(longAgo::isAfter)
                                        .isPresent());
                yield !failed || !(forLong || allFailing);
            }
        };
    }

    /** The present period's grant and, where periods follow one another, the next one's. */
    private static List<Grant> grants(
            SubAccount subAccount, Map<Key, StandardPeriod> periods, String incarnation, Instant now) {
        List<Grant> grants = new ArrayList<>();
        Span present = subAccount.spanAt(now);
        grants.add(grant(subAccount, present, periods, incarnation));
        present.end().ifPresent(end -> grants.add(grant(subAccount, subAccount.spanAt(end), periods, incarnation)));
        return grants;
    }

    private static Grant grant(SubAccount subAccount, Span span, Map<Key, StandardPeriod> periods, String incarnation) {
        StandardPeriod period = periods.get(new Key(subAccount.getId(), span.start()));
        Optional<Work> limit =
                period == null ? subAccount.getStandard().map(Standard::work) : period.grantFor(incarnation);
        return new Grant(span.start(), span.end(), limit);
    }

    private Instant startOf(FieldStatus status, Instant now) {
        return Optional.ofNullable(em.find(Incarnation.class, status.incarnation()))
                .map(Incarnation::getStartedAt)
                .orElse(now);
    }

    private List<RosterMachine> rosterLines(Farm farm, FieldStatus status, Instant now) {
        Map<String, MachineStatus> connected =
                status.machines().stream().collect(Collectors.toMap(MachineStatus::name, Function.identity()));
        Instant adapterStart = startOf(status, now);
        boolean returning = now.isBefore(adapterStart.plus(RETURN));
        List<RosterMachine> lines =
                new ArrayList<>(farm.present().size() + farm.absent().size());
        for (Machine machine : farm.present()) {
            Optional<MachineStatus> here = Optional.ofNullable(connected.get(machine.getName()));
            boolean online = isOnline(machine, here.isPresent(), status.at());
            boolean wasHere = !isAboutToConnect(machine, status.at())
                    && wasHere(machine.getLastSeenAt(), returning, adapterStart);
            lines.add(new RosterMachine(
                    machine.getName(),
                    machine.getGroup().getName(),
                    machine.getRole() == Machine.Role.STANDBY,
                    online ? health(machine.getFinding()) : wasHere ? Health.OFFLINE : Health.UNSEEN,
                    healthSince(machine, here.filter(connection -> online)),
                    machine.isOutOfService() || machine.getReplacedSince().isPresent(),
                    machine.getExpectedHashrate(),
                    here.map(MachineStatus::hashrate).orElse(0.0)));
        }
        for (Farm.Absent absent : farm.absent()) {
            lines.add(new RosterMachine(
                    absent.name(),
                    absent.group(),
                    false,
                    wasHere(absent.lastSeenAt(), returning, adapterStart) ? Health.OFFLINE : Health.UNSEEN,
                    absent.lastSeenAt().orElse(Instant.EPOCH),
                    absent.outOfService(),
                    absent.expectedHashrate(),
                    0));
        }
        return lines;
    }

    private static boolean wasHere(Optional<Instant> lastSeenAt, boolean returning, Instant adapterStart) {
        return lastSeenAt
                .filter(seen -> !returning || seen.isAfter(adapterStart))
                .isPresent();
    }

    private static Health health(Finding finding) {
        return switch (finding.state()) {
            case HEALTHY -> Health.HEALTHY;
            case SILENT -> Health.SILENT;
            case BELOW_STANDARD -> Health.WEAK;
        };
    }

    /** A machine that has come back is well since its connection at the earliest. */
    private static Instant healthSince(Machine machine, Optional<MachineStatus> connection) {
        Instant found = machine.getFinding().since();
        return connection
                .map(MachineStatus::connectedSince)
                .or(machine::getDisconnectedAt)
                .filter(found::isBefore)
                .orElse(found);
    }

    /** The adapter's status says it, unless a report of something that happened since says otherwise. */
    private static boolean isOnline(Machine machine, boolean inStatus, Instant statusAt) {
        if (inStatus) {
            return machine.getDisconnectedAt().filter(statusAt::isBefore).isEmpty();
        }
        return machine.isOnline()
                && machine.getConnectedSince().filter(statusAt::isBefore).isPresent();
    }

    /** Whether it was let in a moment ago, and what tells of its connection is on its way: it is not gone. */
    private static boolean isAboutToConnect(Machine machine, Instant statusAt) {
        return !machine.isOnline()
                && machine.getDisconnectedAt().isEmpty()
                && machine.getLastSeenAt()
                        .filter(seen -> seen.isAfter(statusAt.minus(CONNECTING)))
                        .isPresent();
    }

    private void note(Map<String, String> standIns, Farm farm, Set<String> gone, Instant now) {
        for (Machine machine : farm.present()) {
            Optional<String> before = machine.getStandsInFor();
            Optional<String> after = Optional.ofNullable(standIns.get(machine.getName()));
            if (before.equals(after)) {
                continue;
            }
            farm.change(machine, whole -> whole.setStandsInFor(after));
            Event event = after.isPresent()
                    ? new Event(
                            now,
                            Event.Kind.STANDBY_IN,
                            machine.getName() + " stands in for " + after.get() + ", which "
                                    + why(farm.named(after.get()), gone.contains(after.get())))
                    : new Event(
                            now,
                            Event.Kind.STANDBY_OUT,
                            machine.getName() + " does not stand in for " + before.orElseThrow() + " any more.");
            em.persist(event.ofMachine(machine.getName()));
        }
    }

    private static String why(Machine replaced, boolean gone) {
        if (replaced.isOutOfService()) {
            return "is out of service.";
        }
        if (replaced.getReplacedSince().isPresent()) {
            return "an operator has replaced.";
        }
        if (gone) {
            return "is gone.";
        }
        return switch (replaced.getFinding().state()) {
            case SILENT -> "is silent.";
            case BELOW_STANDARD -> "is below its standard.";
            case HEALTHY -> "is back and not yet sure to stay.";
        };
    }
}
