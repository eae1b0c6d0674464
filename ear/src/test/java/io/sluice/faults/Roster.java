package io.sluice.faults;

import io.sluice.api.PoolAddress;
import io.sluice.api.PoolConfiguration.WorkerNames;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Cycle;
import io.sluice.distribution.Pool;
import io.sluice.distribution.Standard;
import io.sluice.distribution.Standards;
import io.sluice.distribution.SubAccount;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * What there is to serve, for the first life to write into an empty database.
 *
 * @param urlA of pool {@code a}
 * @param urlB of pool {@code b}
 * @param standard in shares
 */
record Roster(String urlA, String urlB, long standard) {
    private static final String SEPARATOR = " ";

    static Roster parse(String text) {
        String[] parts = text.split(SEPARATOR, 3);
        return new Roster(parts[0], parts[1], Long.parseLong(parts[2]));
    }

    String text() {
        return String.join(SEPARATOR, urlA, urlB, Long.toString(standard));
    }

    /** Brings the database up to date, as the application does at its start. */
    static void migrate(String url) {
        Flyway.configure()
                .dataSource(Database.pool(url))
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    void write(EntityManagerFactory database, Standards standards) throws Exception {
        Scope.call(database, TransactionAttributeType.REQUIRED, () -> {
            write(Scope.current().entities(), standards);
            return null;
        });
    }

    private void write(EntityManager em, Standards standards) {
        Map<String, Pool> pools = new HashMap<>();
        Map.of("a", urlA, "b", urlB).forEach((name, url) -> {
            var pool = new Pool(name);
            // So that the pools' counts tell machines apart.
            pool.setWorkerNames(WorkerNames.USER_MACHINE);
            pool.setAddresses(List.of(PoolAddress.parse(url)));
            em.persist(pool);
            pools.put(name, pool);
        });
        Instant now = Instant.now();
        int position = 1;
        for (Customer customer : Customer.all(standard)) {
            var subAccount =
                    new SubAccount(customer.name(), em.find(AllocationGroup.class, AllocationGroup.DEFAULT), now);
            subAccount.setLogin(pools.get(customer.pool()), customer.name(), Lab.PASSWORD);
            subAccount.setPosition(position++);
            em.persist(subAccount);
            standards.set(
                    subAccount,
                    customer.shares()
                            .map(shares -> new Standard(
                                    customer.difficulty().work().times(shares), Cycle.parse(customer.period()))),
                    now);
        }
    }
}
