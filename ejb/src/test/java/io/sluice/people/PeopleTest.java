package io.sluice.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.NotNowException;
import io.sluice.admin.Outcome;
import io.sluice.admin.Role;
import io.sluice.admin.Slice;
import io.sluice.admin.UnknownNameException;
import io.sluice.audit.Origin;
import io.sluice.distribution.AllocationGroup;
import io.sluice.distribution.SubAccount;
import io.sluice.distribution.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users, tokens, links and what is written down of them. */
class PeopleTest {
    private static final String HERE = "192.0.2.1";
    private static final String PASSWORD = "correct horse";

    private Hall hall;

    @AfterEach
    void close() {
        hall.close();
    }

    private void open(TestDatabase database) {
        hall = new Hall(database);
        hall.at(d -> {
            d.logins().ensureAdmin(Optional.of("first password"));
            return null;
        });
    }

    @ParameterizedTest
    @EnumSource
    void theAdminHasThePasswordThatWasSetAndTheLastOneSetCounts(TestDatabase database) {
        open(database);
        assertThat(login("admin", "first password").login())
                .hasValueSatisfying(login -> assertThat(login.role()).isEqualTo(Role.ADMIN));
        assertThat(login("admin", "second password").kind()).isEqualTo(LoginAnswer.Kind.REFUSED);
        assertThat(login("nobody", "").kind()).isEqualTo(LoginAnswer.Kind.REFUSED);

        for (Optional<String> set : List.of(Optional.of("second password"), Optional.<String>empty())) {
            hall.at(d -> {
                d.logins().ensureAdmin(set);
                return null;
            });
            assertThat(login("admin", "first password").kind()).isEqualTo(LoginAnswer.Kind.REFUSED);
            assertThat(login("admin", "second password").kind()).isEqualTo(LoginAnswer.Kind.ACCEPTED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aUserIsCreatedChangedDisabledAndRemovedAndEachIsWrittenDownWithoutThePassword(TestDatabase database) {
        open(database);
        Origin.set(HERE);
        try {
            assertThat(put("bob", "operator", false, PASSWORD)).isEqualTo(Outcome.CREATED);
            assertThat(put("bob", "OPERATOR", null, PASSWORD)).isEqualTo(Outcome.UNCHANGED);
            assertThat(put("bob", "VIEWER", null, null)).isEqualTo(Outcome.CHANGED);
            assertThat(put("bob", "VIEWER", null, "another one")).isEqualTo(Outcome.CHANGED);
            assertThat(put("bob", "VIEWER", true, null)).isEqualTo(Outcome.CHANGED);
            assertThat(hall.<Outcome>at(d -> d.users().remove("admin", "bob"))).isEqualTo(Outcome.REMOVED);
        } finally {
            Origin.forget();
        }

        List<AuditView> written = audit(Optional.of("USER b"));
        assertThat(written)
                .extracting(AuditView::did)
                .containsExactly("removed", "changed", "changed", "changed", "created");
        assertThat(written).allSatisfy(entry -> {
            assertThat(entry.who()).isEqualTo("admin");
            assertThat(entry.address()).isEqualTo(HERE);
            assertThat(entry.thing()).isEqualTo("user bob");
        });
        assertThat(written.get(2).after().orElseThrow())
                .hasToString("{\"role\":\"VIEWER\",\"disabled\":false," + "\"password\":\"changed\"}");
        assertThat(written.get(3).before().orElseThrow()).hasToString("{\"role\":\"OPERATOR\",\"disabled\":false}");
        assertThat(written.toString())
                .doesNotContain(PASSWORD)
                .doesNotContain("another one")
                .doesNotContain("PBKDF2");
        assertThat(hall.<List<UserView>>at(d -> d.users().list()))
                .extracting(UserView::name)
                .containsExactly("admin");
    }

    @ParameterizedTest
    @EnumSource
    void whatEndsSessionsIsSeenInTheRevision(TestDatabase database) {
        open(database);
        put("bob", "OPERATOR", null, PASSWORD);
        long first = current("bob").orElseThrow().revision();
        put("bob", "OPERATOR", null, PASSWORD);
        assertThat(current("bob").orElseThrow().revision()).isEqualTo(first);

        put("bob", "VIEWER", null, null);
        long second = current("bob").orElseThrow().revision();
        assertThat(second).isGreaterThan(first);
        Login renewed = hall.at(d -> d.users().changeOwnPassword("bob", HERE, PASSWORD, "a new password"));
        assertThat(renewed.revision()).isGreaterThan(second);
        assertThat(current("bob")).contains(renewed);
        assertThat(login("bob", PASSWORD).kind()).isEqualTo(LoginAnswer.Kind.REFUSED);
        assertThat(login("bob", "a new password").kind()).isEqualTo(LoginAnswer.Kind.ACCEPTED);

        put("bob", "VIEWER", true, null);
        assertThat(current("bob")).isEmpty();
        assertThat(login("bob", "a new password").kind()).isEqualTo(LoginAnswer.Kind.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void theLastAdminWhoCanLogInStays(TestDatabase database) {
        open(database);
        put("eve", "ADMIN", true, PASSWORD);

        assertThat(catchThrowableOfType(NotNowException.class, () -> put("admin", "OPERATOR", null, null)))
                .hasMessageContaining("last ADMIN");
        assertThat(catchThrowableOfType(NotNowException.class, () -> put("admin", "ADMIN", true, null)))
                .hasMessageContaining("last ADMIN");
        put("eve", "ADMIN", false, null);
        assertThat(put("admin", "ADMIN", true, null)).isEqualTo(Outcome.CHANGED);
        assertThat(catchThrowableOfType(
                        NotNowException.class, () -> hall.at(d -> d.users().remove("admin", "eve"))))
                .hasMessageContaining("last ADMIN");
        assertThat(catchThrowableOfType(
                        NotNowException.class, () -> hall.at(d -> d.users().remove("eve", "admin"))))
                .hasMessageContaining("disable it instead");
    }

    @ParameterizedTest
    @EnumSource
    void everyWrongFieldOfAUserIsNamed(TestDatabase database) {
        open(database);
        var thrown = catchThrowableOfType(InvalidInputException.class, () -> put("_", "KING", null, "short"));

        assertThat(thrown.errors()).extracting(FieldError::field).containsExactly("name", "role", "password");
        assertThat(catchThrowableOfType(InvalidInputException.class, () -> put("bob", "VIEWER", null, null)))
                .hasMessageContaining("is needed");
    }

    @ParameterizedTest
    @EnumSource
    void whoGuessesIsLockedOutAndNobodyElse(TestDatabase database) {
        open(database);
        put("bob", "OPERATOR", null, PASSWORD);
        assertThat(loginFrom("192.0.2.9", "bob", PASSWORD).kind()).isEqualTo(LoginAnswer.Kind.ACCEPTED);
        for (int i = 0; i < 5; i++) {
            assertThat(loginFrom(HERE, "admin", "guess").kind()).isEqualTo(LoginAnswer.Kind.REFUSED);
            assertThat(loginFrom(HERE, "nobody", "guess").kind()).isEqualTo(LoginAnswer.Kind.REFUSED);
        }

        LoginAnswer right = loginFrom(HERE, "admin", "first password");
        assertThat(right.kind()).isEqualTo(LoginAnswer.Kind.LOCKED);
        assertThat(right.seconds()).isEqualTo(60);
        // The same for who is not there, so that nobody learns who is.
        assertThat(loginFrom(HERE, "nobody", "guess")).isEqualTo(right);
        assertThat(loginFrom("192.0.2.2", "admin", "first password").kind()).isEqualTo(LoginAnswer.Kind.ACCEPTED);
        assertThat(loginFrom(HERE, "bob", PASSWORD).kind()).isEqualTo(LoginAnswer.Kind.ACCEPTED);
        // What was found right elsewhere a moment ago is let in here as well: it is no guess.
        assertThat(loginFrom(HERE, "admin", "first password").kind()).isEqualTo(LoginAnswer.Kind.ACCEPTED);

        hall.clock.pass(Duration.ofMinutes(1));
        assertThat(loginFrom(HERE, "nobody", "guess").kind()).isEqualTo(LoginAnswer.Kind.REFUSED);
        assertThat(loginFrom(HERE, "nobody", "guess").seconds()).isEqualTo(120);
    }

    @ParameterizedTest
    @EnumSource
    void aTokenMayWhatItsRoleMayUntilItExpiresOrItsOwnerMayLess(TestDatabase database) {
        open(database);
        put("eve", "ADMIN", null, PASSWORD);
        Instant end = hall.clock.instant().plus(Duration.ofDays(1));
        Issued<TokenView> issued = hall.at(d -> d.tokens().create("eve", new TokenInput("ci", "operator", end)));
        assertThat(issued.toString()).doesNotContain(issued.secret());
        assertThat(token(issued.secret())).contains(new Login("token:ci", Role.OPERATOR, 0));
        assertThat(token("slu_" + "A".repeat(43))).isEmpty();
        assertThat(catchThrowableOfType(
                        InvalidInputException.class,
                        () -> hall.at(d -> d.tokens().create("eve", new TokenInput("ci", "VIEWER", null)))))
                .hasMessageContaining("already");

        put("eve", "VIEWER", null, null);
        assertThat(token(issued.secret()))
                .hasValueSatisfying(login -> assertThat(login.role()).isEqualTo(Role.VIEWER));
        put("eve", "VIEWER", true, null);
        assertThat(token(issued.secret())).isEmpty();
        put("eve", "ADMIN", false, null);
        assertThat(token(issued.secret())).isPresent();

        hall.clock.pass(Duration.ofDays(1));
        assertThat(token(issued.secret())).isEmpty();
        assertThat(hall.<List<TokenView>>at(d -> d.tokens().list()).toString()).doesNotContain(issued.secret());
        assertThat(audit(Optional.empty()).toString()).doesNotContain(issued.secret());
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedTokenAndThoseOfARemovedUserAreWorthless(TestDatabase database) {
        open(database);
        put("eve", "ADMIN", null, PASSWORD);
        String first = hall.at(d -> d.tokens().create("eve", new TokenInput("one", "ADMIN", null)))
                .secret();
        String second = hall.at(d -> d.tokens().create("eve", new TokenInput("two", "ADMIN", null)))
                .secret();
        hall.at(d -> {
            d.tokens().revoke("admin", "one");
            return null;
        });
        assertThat(token(first)).isEmpty();
        assertThat(token(second)).isPresent();

        hall.at(d -> d.users().remove("admin", "eve"));
        assertThat(token(second)).isEmpty();
        assertThat(catchThrowableOfType(
                        NotNowException.class,
                        () -> hall.at(d -> d.tokens().create("token:two", new TokenInput("x", "ADMIN", null)))))
                .hasMessageContaining("log in as a user");
    }

    @ParameterizedTest
    @EnumSource
    void aLinkShowsOneSubAccountUntilItIsRevoked(TestDatabase database) {
        open(database);
        hall.at(d -> {
            AllocationGroup group = d.em().find(AllocationGroup.class, AllocationGroup.DEFAULT);
            d.em().persist(new SubAccount("otter", group, Instant.now()));
            d.em().persist(new SubAccount("beaver", group, Instant.now()));
            return null;
        });
        Issued<LinkView> issued =
                hall.at(d -> d.links().create("admin", new LinkInput("otter", "for Otter Ltd", null)));

        assertThat(issued.secret()).hasSize(43).matches("[A-Za-z0-9_-]+");
        assertThat(shown(issued.secret())).hasValueSatisfying(view -> {
            assertThat(view.subAccount()).isEqualTo("otter");
            assertThat(view.toString()).doesNotContain("beaver");
        });
        assertThat(shown(issued.secret() + "x")).isEmpty();
        assertThat(shown("")).isEmpty();
        hall.at(d -> {
            d.links().revoke("admin", issued.view().id());
            return null;
        });
        assertThat(shown(issued.secret())).isEmpty();
        assertThat(catchThrowableOfType(
                        UnknownNameException.class,
                        () -> hall.at(d -> {
                            d.links().revoke("admin", issued.view().id());
                            return null;
                        })))
                .isNotNull();
        assertThat(audit(Optional.of("otter"))).extracting(AuditView::did).containsExactly("revoked", "created");
        assertThat(audit(Optional.empty()).toString()).doesNotContain(issued.secret());
    }

    @ParameterizedTest
    @EnumSource
    void aLinkEndsWithItsTimeAndWithItsSubAccount(TestDatabase database) {
        open(database);
        hall.at(d -> {
            AllocationGroup group = d.em().find(AllocationGroup.class, AllocationGroup.DEFAULT);
            d.em().persist(new SubAccount("otter", group, Instant.now()));
            return null;
        });
        String secret = hall.at(d -> d.links().create("admin", new LinkInput("otter", null, null)))
                .secret();
        hall.at(d -> d.em().createQuery("update SharedLink l set l.expiresAt = :past")
                .setParameter("past", Instant.now().minusSeconds(1))
                .executeUpdate());
        assertThat(shown(secret)).isEmpty();
        hall.at(d ->
                d.em().createQuery("update SharedLink l set l.expiresAt = null").executeUpdate());
        assertThat(shown(secret)).isPresent();

        hall.at(d -> {
            d.em().createQuery("select s from SubAccount s", SubAccount.class)
                    .getSingleResult()
                    .setArchived(true);
            return null;
        });
        assertThat(shown(secret)).isEmpty();
        assertThat(catchThrowableOfType(
                        InvalidInputException.class,
                        () -> hall.at(d -> d.links()
                                .create(
                                        "admin",
                                        new LinkInput(
                                                "otter", null, Instant.now().minusSeconds(1))))))
                .hasMessageContaining("There is no sub-account")
                .hasMessageContaining("in the future");
    }

    @ParameterizedTest
    @EnumSource
    void theAuditLogIsReadInPartsAndByWhatIsLookedFor(TestDatabase database) {
        open(database);
        for (String name : List.of("a_1", "ab1", "b2")) {
            put(name, "VIEWER", null, PASSWORD);
        }
        Slice<AuditView> first = latest(Optional.empty(), Optional.empty(), 2);
        assertThat(first.items()).extracting(AuditView::thing).containsExactly("user b2", "user ab1");
        assertThat(latest(Optional.empty(), first.next(), 2).items())
                .extracting(AuditView::thing)
                .containsExactly("user a_1");
        // What looks like a pattern is none.
        assertThat(latest(Optional.of("a_1"), Optional.empty(), 10).items()).hasSize(1);
        assertThat(hall.<Slice<AuditView>>at(d -> d.audits()
                                .latest(
                                        Optional.of("nobody"),
                                        Optional.empty(),
                                        Optional.of(Instant.EPOCH),
                                        Optional.of(Instant.now().plusSeconds(9)),
                                        Optional.empty(),
                                        10))
                        .items())
                .isEmpty();
    }

    private Outcome put(String name, String role, Boolean disabled, String password) {
        return hall.at(d -> d.users().put("admin", name, new UserInput(role, disabled, password)));
    }

    private LoginAnswer login(String name, String password) {
        return loginFrom(HERE, name, password);
    }

    private LoginAnswer loginFrom(String address, String name, String password) {
        return hall.at(d -> d.logins().password(name, password, address));
    }

    private Optional<Login> current(String name) {
        return hall.at(d -> d.logins().current(name));
    }

    private Optional<Login> token(String token) {
        return hall.at(d -> d.logins().token(token));
    }

    private Optional<SharedView> shown(String token) {
        return hall.at(d -> d.links().shown(token));
    }

    private List<AuditView> audit(Optional<String> thing) {
        return latest(thing, Optional.empty(), 100).items();
    }

    private Slice<AuditView> latest(Optional<String> thing, Optional<Long> cursor, int limit) {
        return hall.at(
                d -> d.audits().latest(Optional.empty(), thing, Optional.empty(), Optional.empty(), cursor, limit));
    }
}
