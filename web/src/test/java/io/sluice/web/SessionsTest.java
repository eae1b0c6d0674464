package io.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.admin.Role;
import io.sluice.people.Login;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Login BOB = new Login("bob", Role.OPERATOR, 7);

    private Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final Browser browser = new Browser();

    @Test
    void whoLoggedInIsKnownAndHasASessionIdThatNobodyKnewBefore() {
        browser.request().getSession();
        int before = browser.id;
        Sessions.begin(browser.request(), BOB, clock);

        assertThat(browser.id).isNotEqualTo(before);
        assertThat(known(BOB)).contains(BOB);
    }

    @Test
    void withoutASessionNobodyIsKnown() {
        assertThat(known(BOB)).isEmpty();
        assertThat(browser.session).as("a session made only to be looked at").isNull();
    }

    @Test
    void halfAnHourInWhichNobodyDidAnythingEndsASession() {
        Sessions.begin(browser.request(), BOB, clock);
        now = now.plus(Duration.ofMinutes(29));
        assertThat(known(BOB)).contains(BOB);
        Sessions.active(browser.request().getSession(), clock);
        now = now.plus(Duration.ofMinutes(29));
        assertThat(known(BOB)).contains(BOB);

        // Looking whether the session still is does not count as doing something.
        now = now.plus(Duration.ofMinutes(1));
        assertThat(known(BOB)).isEmpty();
        assertThat(browser.session).isNull();
    }

    @Test
    void twelveHoursEndASessionHoweverBusyItIs() {
        Sessions.begin(browser.request(), BOB, clock);
        for (int i = 0; i < 12 * 6 - 1; i++) {
            now = now.plus(Duration.ofMinutes(10));
            assertThat(known(BOB)).contains(BOB);
            Sessions.active(browser.request().getSession(), clock);
        }
        now = now.plus(Duration.ofMinutes(10));
        assertThat(known(BOB)).isEmpty();
    }

    @Test
    void anotherPasswordAnotherRoleOrNoSuchUserEndsASession() {
        for (Optional<Login> current : List.of(
                Optional.of(new Login("bob", Role.OPERATOR, 8)),
                Optional.of(new Login("bob", Role.VIEWER, 7)),
                Optional.<Login>empty())) {
            Sessions.begin(browser.request(), BOB, clock);
            assertThat(Sessions.login(browser.request(), clock, name -> Optional.of(current)))
                    .isEmpty();
            assertThat(known(BOB)).isEmpty();
        }
    }

    @Test
    void whileTheDatabaseIsAwayASessionStays() {
        Sessions.begin(browser.request(), BOB, clock);
        assertThat(Sessions.login(browser.request(), clock, name -> Optional.empty()))
                .contains(BOB);
    }

    private Optional<Login> known(Login current) {
        return Sessions.login(browser.request(), clock, name -> Optional.of(Optional.of(current)));
    }

    /** A browser with its session, as far as it has one. */
    private static final class Browser {
        private Map<String, Object> session;
        private int id;

        HttpServletRequest request() {
            return (HttpServletRequest) Proxy.newProxyInstance(
                    SessionsTest.class.getClassLoader(),
                    new Class<?>[] {HttpServletRequest.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "getSession" -> session(arguments == null || (boolean) arguments[0]);
                        case "changeSessionId" -> "id" + ++id;
                        default -> throw new UnsupportedOperationException(method.getName());
                    });
        }

        private HttpSession session(boolean make) {
            if (session == null && make) {
                session = new HashMap<>();
                id++;
            }
            return session == null
                    ? null
                    : (HttpSession) Proxy.newProxyInstance(
                            SessionsTest.class.getClassLoader(),
                            new Class<?>[] {HttpSession.class},
                            (proxy, method, arguments) -> switch (method.getName()) {
                                case "getAttribute" -> session.get(arguments[0]);
                                case "setAttribute" -> session.put((String) arguments[0], arguments[1]);
                                case "invalidate" -> {
                                    session = null;
                                    yield null;
                                }
                                default -> throw new UnsupportedOperationException(method.getName());
                            });
        }
    }
}
