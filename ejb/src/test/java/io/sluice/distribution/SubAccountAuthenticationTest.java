package io.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.AuthenticationResult;
import io.sluice.api.AuthenticationResult.Admitted;
import io.sluice.api.AuthenticationResult.Refused;
import io.sluice.api.Credentials;
import io.sluice.api.FieldReport.LoginEvent;
import io.sluice.api.Login;
import io.sluice.api.LoginState;
import io.sluice.api.PoolAddress;
import io.sluice.api.Secret;
import io.sluice.distribution.TestDatabase.Store;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubAccountAuthenticationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    /** As the container has it: a transaction for each call. */
    private static final class Registry extends MachineRegistry {
        private final Store store;

        Registry(Store store) {
            this.store = store;
        }

        private static MachineRegistry in(EntityManager em) {
            var registry = new MachineRegistry();
            registry.em = em;
            return registry;
        }

        @Override
        public Map<String, String> seen(Collection<String> names, Instant now) {
            return store.get(em -> in(em).seen(names, now));
        }

        @Override
        public long count() {
            return store.get(em -> in(em).count());
        }

        @Override
        public Map<String, String> admit(Map<String, String> addresses, Instant now) {
            return store.get(em -> in(em).admit(addresses, now));
        }
    }

    private static SubAccountAuthentication authentication(Store store, boolean admitUnknown) {
        var authentication = new SubAccountAuthentication();
        authentication.machines = new Registry(store);
        authentication.admitUnknown = admitUnknown;
        return authentication;
    }

    private static Credentials asking(String machine) {
        return new Credentials(machine, new Secret("x"), "10.0.0.1:5");
    }

    @ParameterizedTest
    @EnumSource
    void admitsWhoIsKnownToItsGroupAndWhoIsNotToTheDefaultOne(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> {
                var north = new AllocationGroup("north");
                em.persist(north);
                em.persist(new Machine("known", north, NOW));
            });
            assertThat(authentication(store, true)
                            .authenticate(List.of(asking("new.1"), asking("known"), asking("new.1"))))
                    .containsExactly(new Admitted("default"), new Admitted("north"), new Admitted("default"));
            store.run(em -> {
                Machine machine = machine(em, "new.1");
                assertThat(machine.getRole()).isEqualTo(Machine.Role.ACTIVE);
                assertThat(machine.getFirstSeenAt()).isPresent();
                assertThat(machine(em, "known").getFirstSeenAt()).isPresent();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesStrangersWhereThatIsSet(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> {
                var group = em.find(AllocationGroup.class, AllocationGroup.DEFAULT);
                em.persist(new Machine("known", group, NOW));
                var archived = new Machine("archived", group, NOW);
                archived.setArchived(true);
                em.persist(archived);
            });
            List<AuthenticationResult> results = authentication(store, false)
                    .authenticate(List.of(asking("stranger"), asking("known"), asking("archived")));
            assertThat(results.get(0))
                    .isEqualTo(
                            new Refused(
                                    "Machine 'stranger' is not known here; add it in the console, or check the user name it sends."));
            assertThat(results.get(1)).isEqualTo(new Admitted("default"));
            assertThat(results.get(2)).isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void strangersDoNotBecomeKnownWithoutEnd(TestDatabase database) {
        try (Store store = database.open()) {
            var authentication = authentication(store, true);
            authentication.mostMachines = 2;
            assertThat(authentication.authenticate(List.of(asking("one"), asking("two"))))
                    .containsExactly(new Admitted("default"), new Admitted("default"));
            List<AuthenticationResult> results = authentication.authenticate(List.of(asking("three"), asking("two")));
            assertThat(results.get(0)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                    .contains("'three'", "no more come in by themselves"));
            assertThat(results.get(1)).isEqualTo(new Admitted("default"));
            assertThat(store.<Long>get(em -> em.createQuery("select count(m) from Machine m", Long.class)
                            .getSingleResult()))
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyFirstLoginsOfOneNameAtOnceAllSucceed(TestDatabase database) throws Exception {
        try (Store store = database.open()) {
            var threads = Executors.newFixedThreadPool(8);
            for (int round = 0; round < 10; round++) {
                String name = "rig" + round;
                List<Callable<List<AuthenticationResult>>> calls = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    // Each with one of its own, which is not to suffer from what the others have in common.
                    Credentials own = asking(name + "." + i);
                    calls.add(() -> authentication(store, true).authenticate(List.of(asking(name), own)));
                }
                for (Future<List<AuthenticationResult>> call : threads.invokeAll(calls)) {
                    assertThat(call.get()).containsExactly(new Admitted("default"), new Admitted("default"));
                }
            }
            threads.shutdown();
            assertThat(store.<Long>get(em -> em.createQuery("select count(m) from Machine m", Long.class)
                            .getSingleResult()))
                    .isEqualTo(90);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesThePoolsAnswerToTheLoginInForceAndToNoOther(TestDatabase database) {
        try (Store store = database.open()) {
            store.run(em -> {
                var pool = new Pool("alpha");
                pool.setAddresses(List.of(PoolAddress.parse("stratum+tcp://pool.example:3333")));
                em.persist(pool);
                var alice = new SubAccount("alice", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), NOW);
                alice.setLogin(pool, "alice", "wrong");
                em.persist(alice);
            });
            long first = login(store).revision();
            answer(store, first, LoginState.REFUSED, "Invalid password", NOW.plusSeconds(1));
            answer(store, first, LoginState.REFUSED, "Invalid password", NOW.plusSeconds(2));
            assertThat(alice(store).getLoginState()).isEqualTo(LoginState.REFUSED);
            assertThat(alice(store).getLoginReason()).isEqualTo("Invalid password");
            assertThat(events(store)).containsExactly("The pool refused the login of alice: Invalid password");

            store.run(em -> {
                SubAccount alice = alice(em);
                alice.setLogin(alice.getPool().orElseThrow(), "alice", "right");
            });
            assertThat(login(store).revision()).isGreaterThan(first);
            assertThat(alice(store).getLoginState()).isEqualTo(LoginState.CONNECTING);
            answer(store, first, LoginState.REFUSED, "Invalid password", NOW.plusSeconds(3));
            assertThat(alice(store).getLoginState()).isEqualTo(LoginState.CONNECTING);
            answer(store, login(store).revision(), LoginState.ACCEPTED, "", NOW.plusSeconds(4));
            assertThat(alice(store).getLoginState()).isEqualTo(LoginState.ACCEPTED);
            assertThat(alice(store).getLoginReason()).isEmpty();
        }
    }

    @Test
    void issuesNoLoginForWhatIsNotServed() {
        var group = new AllocationGroup("default");
        var withoutPool = new SubAccount("alice", group, NOW);
        var authentication = new SubAccountAuthentication();
        assertThat(authentication.issue(withoutPool)).isEmpty();
        withoutPool.setLogin(new Pool("alpha"), "u", "p");
        assertThat(authentication.issue(withoutPool))
                .contains(new Login("alpha", "u", new Secret("p"), withoutPool.getLoginRevision()));
        withoutPool.setArchived(true);
        assertThat(authentication.issue(withoutPool)).isEmpty();
    }

    private static Login login(Store store) {
        return new SubAccountAuthentication().issue(alice(store)).orElseThrow();
    }

    private static void answer(Store store, long revision, LoginState state, String reason, Instant at) {
        store.run(em -> {
            var authentication = new SubAccountAuthentication();
            authentication.em = em;
            authentication.answered(
                    new LoginEvent(at, "alice", revision, state, "stratum+tcp://pool.example:3333", reason));
        });
    }

    private static SubAccount alice(Store store) {
        return store.get(SubAccountAuthenticationTest::alice);
    }

    private static SubAccount alice(EntityManager em) {
        return em.createQuery("select s from SubAccount s", SubAccount.class).getSingleResult();
    }

    private static Machine machine(EntityManager em, String name) {
        return em.createQuery("select m from Machine m where m.name = :name", Machine.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static List<String> events(Store store) {
        return store.get(em -> em.createQuery("select e from Event e order by e.id", Event.class)
                .getResultStream()
                .map(Event::getText)
                .toList());
    }
}
