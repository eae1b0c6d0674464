package io.sluice.connector.net;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.FieldReport.PoolEvent;
import io.sluice.api.Grant;
import io.sluice.api.Itinerary;
import io.sluice.api.Login;
import io.sluice.api.LoginState;
import io.sluice.api.MachineEvent;
import io.sluice.api.Plan;
import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration;
import io.sluice.api.Secret;
import io.sluice.api.Service;
import io.sluice.api.TaskResult;
import io.sluice.api.Work;
import io.sluice.stratum.relay.Origin;
import io.sluice.stratum.relay.Reports;
import io.sluice.stratum.relay.ShareJournal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The application as these tests need it: remembers, adds up, admits everybody and makes plans. */
final class TestApplication implements Reports {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<TaskResult> results = new CopyOnWriteArrayList<>();
    private final Map<String, LoginEvent> logins = new ConcurrentHashMap<>();
    private final List<PoolEvent> poolEvents = new CopyOnWriteArrayList<>();
    private final List<MachineEvent> machineEvents = new CopyOnWriteArrayList<>();
    private final Map<String, PoolConfiguration> pools = new LinkedHashMap<>();
    private final List<Service> services = new ArrayList<>();
    private long epoch;

    /** Journals that book at once, one for each loop. */
    List<ShareJournal> journals(int loops) {
        return IntStream.range(0, loops)
                .<ShareJournal>mapToObj(i -> new Booking())
                .toList();
    }

    private final class Booking implements ShareJournal {
        private long serial;

        @Override
        public long sent(Origin origin, Instant at) {
            return ++serial;
        }

        @Override
        public void moved(Origin sent, Origin counted) {
            // The verdict says it, too.
        }

        @Override
        public void accepted(long of, Origin origin, Instant at) {
            book(origin, at, 1, origin.work(), Map.of(), 0);
        }

        @Override
        public void rejected(long of, Origin origin, Instant at, String reason) {
            book(origin, at, 0, Work.ZERO, Map.of(reason, 1L), 0);
        }

        @Override
        public void unanswered(long of, Origin origin, Instant at) {
            book(origin, at, 0, Work.ZERO, Map.of(), 1);
        }

        @Override
        public void commit() {
            // Booked is booked.
        }

        private void book(
                Origin origin, Instant at, long accepted, Work work, Map<String, Long> rejected, long unanswered) {
            results.add(new TaskResult(
                    origin.machine(),
                    origin.subAccount(),
                    origin.periodStart(),
                    at,
                    at,
                    accepted,
                    work,
                    rejected,
                    unanswered));
        }
    }

    @Override
    public void machine(MachineEvent event) {
        machineEvents.add(event);
    }

    @Override
    public void login(LoginEvent event) {
        logins.put(event.subAccount(), event);
    }

    @Override
    public void pool(FieldReport.PoolEvent event) {
        poolEvents.add(event);
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthenticationResult> answer) {
        answer.accept(new AuthenticationResult.Admitted("default"));
    }

    TestApplication pool(String name, String... urls) {
        pools.put(
                name,
                new PoolConfiguration(
                        name,
                        List.of(urls).stream().map(PoolAddress::parse).toList(),
                        PoolConfiguration.WorkerNames.USER));
        return this;
    }

    /** A sub-account with a standard of so many shares of a difficulty; 0: surplus. */
    TestApplication subAccount(String name, String pool, int shares, String difficulty) {
        Optional<Work> limit = shares == 0
                ? Optional.empty()
                : Optional.of(Work.ofShare(new BigDecimal(difficulty)).times(shares));
        services.add(new Service(
                name, new Login(pool, name, new Secret("pw"), 1), List.of(new Grant(START, Optional.empty(), limit))));
        return this;
    }

    Plan plan() {
        Itinerary all = new Itinerary(services.stream().map(Service::subAccount).toList());
        return new Plan(++epoch, List.copyOf(pools.values()), List.of(), services, Map.of(), Map.of("default", all));
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

    long rejected() {
        return results.stream().mapToLong(TaskResult::rejectedShares).sum();
    }

    LoginState login(String subAccount) {
        LoginEvent event = logins.get(subAccount);
        return event == null ? LoginState.CONNECTING : event.state();
    }

    String loginReason(String subAccount) {
        LoginEvent event = logins.get(subAccount);
        return event == null ? "" : event.reason();
    }
}
