package io.sluice.admin;

import io.sluice.api.FieldStatus;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.audit.AuditLog;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import io.sluice.scheduling.Outlook;
import io.sluice.scheduling.RosterChanged;
import io.sluice.settings.PoolHosts;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.persistence.EntityManager;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The administration on a database of its own, put together as the container would. */
final class Office implements AutoCloseable {
    final Store store;
    final List<RosterChanged> announced = new ArrayList<>();
    FieldStatus status;
    boolean privateAddresses = true;
    Outlook outlook = new Outlook();

    Office(TestDatabase database) {
        this(database.open());
    }

    Office(Store store) {
        this.store = store;
    }

    /** Everything, for one transaction. */
    record Desk(
            EntityManager em,
            Pools pools,
            SubAccounts subAccounts,
            Machines machines,
            Standbys standbys,
            Groups groups,
            Bookings bookings,
            Events events,
            Explanations explanations,
            MachineSearch search,
            MachineBulk bulk,
            FillingOrder order,
            SubAccountHistory history,
            Ledger ledger) {}

    <T> T at(Function<Desk, T> work) {
        return store.get(em -> work.apply(desk(em)));
    }

    @SuppressWarnings("UnnecessaryAssignment") // Here the test is the framework.
    private Desk desk(EntityManager em) {
        var changes = new Changes();
        changes.em = em;
        changes.audit = new AuditLog(em);
        changes.rosterChanged = new Announcements();
        var field = new Field();
        field.switchboards = new Exchange();
        var pools = new Pools();
        pools.em = em;
        pools.changes = changes;
        pools.addressCheck = new PoolAddressCheck(privateAddresses, PoolHosts.ANYWHERE, InetAddress::getAllByName);
        var subAccounts = new SubAccounts();
        subAccounts.em = em;
        subAccounts.changes = changes;
        subAccounts.standards = Store.standards(em);
        subAccounts.ledger = Store.queries(em);
        subAccounts.field = field;
        var explanations = new Explanations();
        explanations.em = em;
        explanations.outlook = outlook;
        var machines = new Machines();
        machines.outlook = outlook;
        machines.em = em;
        machines.changes = changes;
        machines.field = field;
        var standbys = new Standbys();
        standbys.em = em;
        standbys.changes = changes;
        standbys.machines = machines;
        standbys.outlook = outlook;
        var groups = new Groups();
        groups.em = em;
        groups.changes = changes;
        var bookings = new Bookings();
        bookings.ledger = Store.queries(em);
        bookings.books = Store.books(em);
        var events = new Events();
        events.ledger = Store.queries(em);
        var search = new MachineSearch();
        search.em = em;
        search.field = field;
        var bulk = new MachineBulk();
        bulk.em = em;
        bulk.changes = changes;
        var order = new FillingOrder();
        order.em = em;
        order.changes = changes;
        var history = new SubAccountHistory();
        history.em = em;
        history.books = Store.books(em);
        var ledger = new Ledger();
        ledger.books = Store.books(em);
        ledger.history = Store.history(em);
        ledger.queries = Store.queries(em);
        return new Desk(
                em,
                pools,
                subAccounts,
                machines,
                standbys,
                groups,
                bookings,
                events,
                explanations,
                search,
                bulk,
                order,
                history,
                ledger);
    }

    @Override
    public void close() {
        store.close();
    }

    private final class Announcements implements Event<RosterChanged> {
        @Override
        public void fire(RosterChanged event) {
            announced.add(event);
        }

        @Override
        public <U extends RosterChanged> CompletionStage<U> fireAsync(U event) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends RosterChanged> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Event<RosterChanged> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends RosterChanged> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends RosterChanged> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }
    }

    @SuppressWarnings("serial")
    private final class Exchange extends StrictAdapter {
        private static final long serialVersionUID = 1L;

        @Override
        public Switchboard getConnection() {
            if (status == null) {
                throw new SwitchboardUnavailableException("no adapter", null);
            }
            return this;
        }

        @Override
        public FieldStatus status() {
            return status;
        }
    }
}
