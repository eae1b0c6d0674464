package io.sluice.web;

import io.sluice.people.Login;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who is logged in to the console, and for how long: until nobody did anything for half an hour, until twelve hours are over,
 * or until the user's password or role changed or the user may not log in any more, at once. Pages that bring themselves up
 * to date do not count as somebody who does something.
 */
public final class Sessions {
    static final Duration IDLE = Duration.ofMinutes(30);
    static final Duration LONGEST = Duration.ofHours(12);

    private static final String CALLER = Sessions.class.getName() + ".caller";
    private static final String ACTIVE = Sessions.class.getName() + ".active";

    private Sessions() {}

    private record Caller(Login login, Instant since) implements Serializable {}

    /** Begins a session. An id that was known before the login must not be one that is logged in. */
    static void begin(HttpServletRequest request, Login login, InstantSource clock) {
        request.getSession();
        request.changeSessionId();
        HttpSession session = request.getSession();
        session.setAttribute(CALLER, new Caller(login, clock.instant()));
        session.setAttribute(ACTIVE, clock.instant());
    }

    /**
     * Who is logged in. A session that has ended is thrown away.
     *
     * @param current finds the user of a name as it is now, if there is one; empty when that cannot be known at the moment
     */
    static Optional<Login> login(
            HttpServletRequest request, InstantSource clock, Function<String, Optional<Optional<Login>>> current) {
        HttpSession session = request.getSession(false);
        if (session == null || !(session.getAttribute(CALLER) instanceof Caller caller)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        boolean inTime = now.isBefore(caller.since().plus(LONGEST))
                && session.getAttribute(ACTIVE) instanceof Instant active
                && now.isBefore(active.plus(IDLE));
        Optional<Optional<Login>> known = inTime ? current.apply(caller.login().name()) : Optional.empty();
        boolean unchanged = known.isEmpty() || known.get().equals(Optional.of(caller.login()));
        if (inTime && unchanged) {
            return Optional.of(caller.login());
        }
        session.invalidate();
        return Optional.empty();
    }

    /** Takes note that somebody did something. */
    public static void active(HttpSession session, InstantSource clock) {
        if (session.getAttribute(CALLER) != null) {
            session.setAttribute(ACTIVE, clock.instant());
        }
    }

    /** Goes on after a change of the own password, as the user is now, under another id. All other sessions have ended. */
    public static void goOn(HttpServletRequest request, Login login, InstantSource clock) {
        begin(request, login, clock);
    }
}
