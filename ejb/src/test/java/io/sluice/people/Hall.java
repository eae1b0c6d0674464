package io.sluice.people;

import io.sluice.admin.Changes;
import io.sluice.admin.Field;
import io.sluice.api.FieldStatus;
import io.sluice.audit.AuditLog;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.function.Function;

/** All that is about people, on a database of its own, put together as the container would. */
final class Hall implements AutoCloseable {
    final Store store;
    final TestClock clock = new TestClock();

    /** One for all transactions, as it is in the container. */
    private final Logins logins = new Logins(clock);

    Hall(TestDatabase database) {
        store = database.open();
    }

    /** Everything, for one transaction. */
    record Desk(EntityManager em, Logins logins, Users users, AccessTokens tokens, SharedLinks links, Audits audits) {}

    <T> T at(Function<Desk, T> work) {
        return store.get(em -> work.apply(desk(em)));
    }

    @SuppressWarnings("UnnecessaryAssignment") // Here the test is the framework.
    private Desk desk(EntityManager em) {
        var audit = new AuditLog(em);
        logins.em = em;
        logins.audit = audit;
        var users = new Users();
        users.em = em;
        users.audit = audit;
        users.logins = logins;
        users.changes = new Changes() {
            @Override
            public void oneAtATime() {}
        };
        var tokens = new AccessTokens();
        tokens.em = em;
        tokens.audit = audit;
        var links = new SharedLinks();
        links.em = em;
        links.audit = audit;
        links.field = new Field() {
            @Override
            public Optional<FieldStatus> status() {
                return Optional.empty();
            }
        };
        var audits = new Audits();
        audits.log = audit;
        return new Desk(em, logins, users, tokens, links, audits);
    }

    @Override
    public void close() {
        store.close();
    }
}
