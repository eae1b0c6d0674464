package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.api.LoginAnswer;
import io.sluice.api.LoginAnswer.Outcome;
import io.sluice.api.PoolAddress;
import io.sluice.api.Secret;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.Pool;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.TestDatabase;
import io.sluice.distribution.TestDatabase.Store;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoginChecksTest {
    private static final PoolAddress FIRST = PoolAddress.parse("stratum+tcp://one.example:3333");
    private static final PoolAddress SECOND = PoolAddress.parse("stratum+tcp://two.example:3333");

    private final Adapter adapter = new Adapter();

    @ParameterizedTest
    @EnumSource
    void asksAddressesInOrderUntilOneAnswers(TestDatabase database) {
        try (Store store = filled(database)) {
            adapter.answers.put(FIRST, LoginAnswer.unreachable("connection refused"));
            adapter.answers.put(
                    SECOND,
                    new LoginAnswer(
                            Outcome.ACCEPTED,
                            "",
                            "hello",
                            4,
                            8,
                            0x1fffe000,
                            Optional.of(new BigDecimal("1024")),
                            Optional.of(12L)));
            LoginCheck check = checks(store).ofSubAccount("alice");
            assertThat(check)
                    .isEqualTo(new LoginCheck(
                            SECOND.url(),
                            LoginCheck.State.ACCEPTED,
                            "",
                            "hello",
                            4,
                            8,
                            0x1fffe000,
                            Optional.of(1024.0),
                            Optional.of(12.0),
                            List.of(FIRST.url() + ": connection refused")));
            assertThat(adapter.tried).containsExactly("alice.pool/her password", "alice.pool/her password");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whenNobodyIsThereItSaysWhyForEach(TestDatabase database) {
        try (Store store = filled(database)) {
            adapter.answers.put(FIRST, LoginAnswer.unreachable("connection refused"));
            adapter.answers.put(SECOND, LoginAnswer.unreachable("no route to the host"));
            LoginCheck check = checks(store).check("lab", "bob", null);
            assertThat(check.state()).isEqualTo(LoginCheck.State.UNREACHABLE);
            assertThat(check.address()).isEqualTo(FIRST.url());
            assertThat(check.reason()).isEqualTo("connection refused");
            assertThat(check.skipped()).containsExactly(SECOND.url() + ": no route to the host");
            assertThat(adapter.tried).containsExactly("bob/", "bob/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsToBeChangedIsCheckedWithThePasswordThatIsStored(TestDatabase database) {
        try (Store store = filled(database)) {
            adapter.answers.put(FIRST, LoginAnswer.unreachable("connection refused"));
            adapter.answers.put(SECOND, LoginAnswer.unreachable("connection refused"));
            checks(store).ofSubAccount("alice", "lab", "alice.other");
            assertThat(adapter.tried).containsExactly("alice.other/her password", "alice.other/her password");
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> checks(store).ofSubAccount("alice", "nowhere", ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysEverythingThatIsWrongAndTriesNothing(TestDatabase database) {
        try (Store store = filled(database)) {
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> checks(store).check("nowhere", " ", "a\nb"))
                    .satisfies(e -> assertThat(e.errors())
                            .extracting(FieldError::field)
                            .containsExactly("pool", "user", "password"));
            assertThatExceptionOfType(UnknownNameException.class)
                    .isThrownBy(() -> checks(store).ofSubAccount("nobody"));
            assertThat(adapter.tried).isEmpty();
        }
    }

    private LoginChecks checks(Store store) {
        var checks = new LoginChecks();
        checks.em = store.factory().createEntityManager();
        checks.switchboards = adapter;
        return checks;
    }

    private static Store filled(TestDatabase database) {
        Store store = database.open();
        store.run(em -> {
            var pool = new Pool("lab");
            pool.setAddresses(List.of(FIRST, SECOND));
            em.persist(pool);
            var subAccount =
                    new SubAccount("alice", em.find(AllocationGroup.class, AllocationGroup.DEFAULT), Instant.EPOCH);
            subAccount.setLogin(pool, "alice.pool", "her password");
            em.persist(subAccount);
        });
        return store;
    }

    /** Answers as it was told to. */
    @SuppressWarnings("serial")
    private static final class Adapter extends StrictAdapter {
        private static final long serialVersionUID = 1L;

        private final Map<PoolAddress, LoginAnswer> answers = new HashMap<>();
        private final List<String> tried = new ArrayList<>();

        @Override
        public CompletionStage<LoginAnswer> tryLogin(PoolAddress address, String user, Secret password) {
            tried.add(user + "/" + password.value());
            return CompletableFuture.completedFuture(answers.get(address));
        }
    }
}
