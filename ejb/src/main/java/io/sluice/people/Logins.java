package io.sluice.people;

import io.sluice.admin.Role;
import io.sluice.audit.AuditLog;
import io.sluice.audit.Difference;
import io.sluice.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.security.PermitAll;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Who is who: the one place where a password, a token or a session is held against what is stored. */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@PermitAll
public class Logins {
    /** The user that is always there. */
    public static final String ADMIN = "admin";

    private static final Logger LOG = System.getLogger(Logins.class.getName());

    /** Passwords that are derived at once: each takes a core for some tenth of a second. */
    private static final int AT_ONCE = 2;

    /** Requests that may wait for that; more would take the container's threads from everybody. */
    private static final int WAITING = 16;

    private static final long PATIENCE_SECONDS = 3;
    private static final int LONGEST_PASSWORD = 1_000;

    /** Letters and digits that are not taken for one another. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    /** What a login as nobody is compared with, so that it takes as long as any other. */
    private static final String NOBODY = PasswordHash.ofNobody().text();

    private final VerifiedLogins verified = new VerifiedLogins();
    private final Semaphore door = new Semaphore(AT_ONCE, true);
    private final LoginGuard guard;
    private final InstantSource clock;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    AuditLog audit;

    public Logins() {
        this(InstantSource.system());
    }

    Logins(InstantSource clock) {
        this.clock = clock;
        this.guard = new LoginGuard(clock);
    }

    @PostConstruct
    void start() {
        ensureAdmin(Settings.ofThisProcess().adminPassword());
    }

    /**
     * Sees to it that the user {@code admin} exists, with the password that was set from outside if one was. Without one, a
     * password is made at the first start and printed, that once. Another password from outside also makes that user an
     * enabled ADMIN again: it is the way in for the owner of the machine when there is no other.
     */
    void ensureAdmin(Optional<String> password) {
        ConsoleUser admin = em.find(ConsoleUser.class, ADMIN);
        if (admin == null) {
            String first = password.orElseGet(Logins::generated);
            em.persist(new ConsoleUser(
                    ADMIN,
                    PasswordHash.of(first).text(),
                    Role.ADMIN,
                    clock.instant().truncatedTo(ChronoUnit.MILLIS)));
            if (password.isEmpty()) {
                LOG.log(
                        Level.INFO,
                        "User admin was created with password " + first
                                + " ; it is printed this once. Set SLUICE_ADMIN_PASSWORD to choose another.");
            }
        } else if (password.isPresent()
                && !PasswordHash.parse(admin.getPasswordHash()).matches(password.get())) {
            audit.write(
                    "SLUICE_ADMIN_PASSWORD",
                    "changed",
                    "user " + ADMIN,
                    new Difference()
                            .of("role", admin.getRole(), Role.ADMIN)
                            .of("disabled", admin.isDisabled(), false)
                            .secret("password"));
            admin.setPasswordHash(PasswordHash.of(password.get()).text());
            admin.setRole(Role.ADMIN);
            admin.setDisabled(false);
        }
    }

    /**
     * Whether a name and a password are right. What was right a moment ago is so at once, and no lock keeps it out; nobody
     * can tell by the time it takes whether there is a user of a name.
     *
     * @param address that they come from
     */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public LoginAnswer password(String name, String password, String address) {
        if (name.isEmpty() || name.length() > 63 || password.length() > LONGEST_PASSWORD || name.indexOf('\0') >= 0) {
            return LoginAnswer.REFUSED;
        }
        ConsoleUser user = em.find(ConsoleUser.class, name);
        boolean may = user != null && !user.isDisabled();
        String stored = user == null ? NOBODY : user.getPasswordHash();
        if (may && verified.isKnown(name, password, stored)) {
            return LoginAnswer.accepted(login(user));
        }
        Optional<LoginAnswer> lock = lock(name, address);
        if (lock.isPresent()) {
            return lock.get();
        }
        if (!enter()) {
            return LoginAnswer.BUSY;
        }
        try {
            // While this one waited, others may have found it right, or wrong too often.
            if (may && verified.isKnown(name, password, stored)) {
                return LoginAnswer.accepted(login(user));
            }
            lock = lock(name, address);
            if (lock.isPresent()) {
                return lock.get();
            }
            boolean right = PasswordHash.parse(stored).matches(password);
            if (right && may) {
                verified.add(name, password, stored);
                guard.succeeded(name, address);
                return LoginAnswer.accepted(login(user));
            }
            guard.failed(name, address);
            if (lock(name, address).isPresent()) {
                LOG.log(Level.WARNING, "Too many failed logins from " + address + "; it has to wait.");
            }
            return LoginAnswer.REFUSED;
        } finally {
            door.release();
        }
    }

    private Optional<LoginAnswer> lock(String name, String address) {
        return guard.locked(name, address).map(LoginAnswer::locked);
    }

    private boolean enter() {
        try {
            return door.getQueueLength() < WAITING && door.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Who a token stands for; empty when there is none such, it has expired, or the user who made it is disabled. */
    public Optional<Login> token(String token) {
        return em.createQuery("select t from AccessToken t join fetch t.owner where t.hash = :hash", AccessToken.class)
                .setParameter("hash", Tokens.hash(token))
                .getResultStream()
                .findFirst()
                .filter(found -> found.getExpiresAt()
                        .filter(end -> !end.isAfter(clock.instant()))
                        .isEmpty())
                .filter(found -> !found.getOwner().isDisabled())
                .map(found -> new Login(
                        Login.TOKEN + found.getName(),
                        found.getRole().atMost(found.getOwner().getRole()),
                        0));
    }

    /** A user as of now; empty when there is none of that name, or it is disabled. */
    public Optional<Login> current(String name) {
        return Optional.ofNullable(em.find(ConsoleUser.class, name))
                .filter(user -> !user.isDisabled())
                .map(Logins::login);
    }

    private static Login login(ConsoleUser user) {
        return new Login(user.getName(), user.getRole(), user.getRevision());
    }

    private static String generated() {
        return new SecureRandom()
                .ints(20, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .reduce("", String::concat);
    }
}
