package io.sluice.stratum.relay;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.Login;
import io.sluice.api.MachineEvent;
import io.sluice.api.Plan;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.Secret;
import io.sluice.api.Service;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a field reports to in these tests: it remembers, adds up, and makes plans. */
final class FakeApplication implements Reports {
    static final Instant START = Instant.parse("2026-10-31T00:00:00Z");

    final List<TaskResult> results = new ArrayList<>();
    final List<MachineEvent> machineEvents = new ArrayList<>();
    final Map<String, FieldReport.LoginEvent> logins = new TreeMap<>();
    final List<FieldReport.PoolEvent> poolEvents = new ArrayList<>();
    final List<Service> services = new ArrayList<>();
    private final Map<String, PoolConfiguration> pools = new LinkedHashMap<>();
    final List<FakeJournal> journals = new ArrayList<>();
    boolean answers = true;
    private long epoch;

    /** Journals for the loops of one field. */
    List<FakeJournal> journals(VirtualTime time, int loops) {
        List<FakeJournal> ofField = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            ofField.add(new FakeJournal(time.watch(), results));
        }
        journals.addAll(ofField);
        return ofField;
    }

    @Override
    public void machine(MachineEvent event) {
        machineEvents.add(event);
    }

    @Override
    public void login(FieldReport.LoginEvent event) {
        logins.put(event.subAccount(), event);
    }

    @Override
    public void pool(FieldReport.PoolEvent event) {
        poolEvents.add(event);
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthenticationResult> answer) {
        if (answers) {
            answer.accept(
                    credentials.machine().startsWith("stranger")
                            ? new AuthenticationResult.Refused("machine " + credentials.machine() + " is not known")
                            : new AuthenticationResult.Admitted("default"));
        }
    }

    FakeApplication pool(String name, FakePool... addresses) {
        return pool(name, PoolConfiguration.WorkerNames.USER, addresses);
    }

    FakeApplication pool(String name, PoolConfiguration.WorkerNames workers, FakePool... addresses) {
        pools.put(
                name,
                new PoolConfiguration(
                        name, List.of(addresses).stream().map(FakePool::address).toList(), workers));
        return this;
    }

    /** A sub-account whose user has its own name, with a standard of so many shares of a difficulty; 0: surplus. */
    FakeApplication subAccount(String name, String pool, int shares, String difficulty) {
        Optional<Work> limit = shares == 0
                ? Optional.empty()
                : Optional.of(Work.ofShare(new BigDecimal(difficulty)).times(shares));
        return subAccount(name, pool, "pw", 1, List.of(new Grant(START, Optional.empty(), limit)));
    }

    FakeApplication subAccount(String name, String pool, String password, long revision, List<Grant> grants) {
        services.removeIf(service -> service.subAccount().equals(name));
        services.add(new Service(name, new Login(pool, name, new Secret(password), revision), grants));
        return this;
    }

    /** The plan that sends every machine through all sub-accounts in order. */
    Plan plan() {
        Itinerary all = new Itinerary(services.stream().map(Service::subAccount).toList());
        return new Plan(++epoch, List.copyOf(pools.values()), List.of(), services, Map.of(), Map.of("default", all));
    }

    Plan plan(Map<String, Itinerary> itineraries) {
        return new Plan(++epoch, List.copyOf(pools.values()), List.of(), services, itineraries, plan().arrivals());
    }

    /** Shares that were sent to pools. */
    List<FakeJournal.Sent> sent() {
        return journals.stream().flatMap(journal -> journal.sent().stream()).toList();
    }

    /** Shares that were sent and have no verdict yet. */
    int underWay() {
        return journals.stream().mapToInt(FakeJournal::open).sum();
    }

    long accepted(String subAccount) {
        return results.stream()
                .filter(result -> result.subAccount().equals(subAccount))
                .mapToLong(TaskResult::accepted)
                .sum();
    }

    Work work(String subAccount) {
        return Work.sum(results.stream()
                .filter(result -> result.subAccount().equals(subAccount))
                .map(TaskResult::work)
                .toList());
    }

    long rejected(String subAccount) {
        return results.stream()
                .filter(result -> result.subAccount().equals(subAccount))
                .mapToLong(TaskResult::rejectedShares)
                .sum();
    }

    long unanswered(String subAccount) {
        return results.stream()
                .filter(result -> result.subAccount().equals(subAccount))
                .mapToLong(TaskResult::unanswered)
                .sum();
    }
}
