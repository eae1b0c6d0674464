package io.sluice.web.console;

import io.sluice.admin.Field;
import io.sluice.admin.FieldError;
import io.sluice.admin.Ledger;
import io.sluice.admin.Outcome;
import io.sluice.admin.PoolInput;
import io.sluice.admin.PoolRejection;
import io.sluice.admin.PoolView;
import io.sluice.admin.Pools;
import io.sluice.admin.SubAccounts;
import io.sluice.api.FieldStatus;
import io.sluice.api.FieldStatus.SessionStatus;
import io.sluice.api.LoginState;
import jakarta.faces.view.ViewScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.primefaces.PrimeFaces;

/** The pools. */
@Named
@ViewScoped
@SuppressWarnings("serial") // Views are kept in memory.
public class PoolsPage extends Editor<PoolView> {
    private static final long serialVersionUID = 1L;

    /** Bytes of a pool's extranonce2 from which on a login can tell more machines apart than one farm has. */
    private static final int ROOMY = 6;

    /** Bytes of a pool's extranonce2 below which it can carry no machine but one. */
    private static final int SMALLEST = 4;

    /** As old as the pools' reasons may be; a little less than the page waits before it asks again. */
    private static final Duration REREAD = Duration.ofSeconds(50);

    @Inject
    private Pools pools;

    @Inject
    private Field field;

    @Inject
    private Ledger ledger;

    @Inject
    private SubAccounts subAccounts;

    private List<PoolRejection> rejections;
    private Instant readAt;

    /** Pools and addresses that a login is accepted at now. */
    private Set<String> serving = Set.of();

    public PoolsPage() {
        super("pool");
    }

    /** The state of an address; one that work comes from serves, whatever it said before. */
    public String state(PoolView pool, PoolView.Address address) {
        return serving.contains(pool.name() + " " + address.url()) ? "SERVING" : address.state();
    }

    /** Reads the list again and has the browser draw it if it, or who serves, is another. */
    @Override
    public void follow() {
        Set<String> before = serving;
        super.follow();
        if (!before.equals(serving)) {
            PrimeFaces.current().ajax().update("list:table");
        }
    }

    /** All connections to pools, by pool and sub-account. */
    public List<SessionStatus> getSessions() {
        return field.status().stream()
                .flatMap(status -> status.sessions().stream())
                .sorted(Comparator.comparing(SessionStatus::pool).thenComparing(SessionStatus::subAccount))
                .toList();
    }

    /** Shares since the adapter's start, by what became of them. */
    public List<MachinePage.Line> getShares() {
        Optional<FieldStatus> status = field.status();
        long all = status.stream()
                .flatMap(s -> s.shares().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        return status.stream()
                .flatMap(s -> s.shares().entrySet().stream())
                .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
                .map(entry -> new MachinePage.Line(
                        Words.named("verdict.", entry.getKey()),
                        entry.getValue(),
                        new Shown().share(entry.getValue(), all)))
                .toList();
    }

    /** Why pools rejected shares of the last day. Read anew every minute, or when the page is. */
    public List<PoolRejection> getRejections() {
        Instant now = Instant.now();
        if (rejections == null || readAt.isBefore(now.minus(REREAD))) {
            rejections = ledger.rejections(now.minus(Duration.ofDays(1)));
            readAt = now;
        }
        return rejections;
    }

    /** A reason's part of all rejected shares of its sub-account. */
    public String part(PoolRejection rejection) {
        return new Shown()
                .share(
                        rejection.shares(),
                        rejections.stream()
                                .filter(other -> other.subAccount().equals(rejection.subAccount()))
                                .mapToLong(PoolRejection::shares)
                                .sum());
    }

    /** Whether what is to be done next is a sub-account at the first pool. */
    public boolean isFirst() {
        return !getItems().isEmpty() && subAccounts.list().isEmpty();
    }

    /** Whether an address leaves so little extranonce that not all machines may find room. */
    public boolean tight(PoolView.Address address) {
        return address.extranonce2Size() > 0 && address.extranonce2Size() < ROOMY;
    }

    /** How many machines one login at such an address can tell apart. */
    public int room(PoolView.Address address) {
        return address.extranonce2Size() < SMALLEST ? 1 : 256;
    }

    @Override
    List<PoolView> load() {
        serving = field.status().stream()
                .flatMap(status -> status.sessions().stream())
                .filter(session -> session.state() == LoginState.ACCEPTED)
                .map(session -> session.pool() + " " + session.address().url())
                .collect(Collectors.toSet());
        return pools.list();
    }

    @Override
    Form blank() {
        return Form.create().with("workerNames", "user");
    }

    @Override
    Form filled(PoolView pool) {
        return Form.change(pool.name())
                .with("urls", String.join("\n", pool.urls()))
                .with("workerNames", pool.workerNames());
    }

    @Override
    String name(PoolView pool) {
        return pool.name();
    }

    @Override
    List<FieldError> store(String who, Form form) {
        String urls = form.text("urls");
        pools.put(
                who,
                form.target(),
                new PoolInput(
                        urls == null
                                ? List.of()
                                : urls.lines()
                                        .map(String::strip)
                                        .filter(line -> !line.isEmpty())
                                        .toList(),
                        form.text("workerNames")));
        return List.of();
    }

    @Override
    Outcome remove(String who, String name) {
        return pools.remove(who, name);
    }
}
