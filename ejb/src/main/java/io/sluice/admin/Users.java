package io.sluice.admin;

import io.sluice.distribution.ConsoleUser;
import io.sluice.settings.Settings;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.Optional;

/** Who may use console and REST. */
@Singleton
@Startup
@DependsOn("Migrations")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Users {
    /** The user that is always there, and the role that may do everything. */
    public static final String ADMIN = "admin";

    private static final Logger LOG = System.getLogger(Users.class.getName());

    /** What a login as nobody is compared with, so that it takes as long as any other. */
    private static final String NOBODY = PasswordHash.of("").text();

    /** Letters and digits that are not taken for one another. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private final VerifiedLogins logins = new VerifiedLogins();

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @PostConstruct
    void start() {
        ensureAdmin(Settings.ofThisProcess().adminPassword());
    }

    /**
     * Sees to it that the admin exists, with the password that was set from outside if one was. Without one, a password is
     * made at the first start and printed, that once.
     */
    void ensureAdmin(Optional<String> password) {
        ConsoleUser admin = em.find(ConsoleUser.class, ADMIN);
        if (admin == null) {
            String first = password.orElseGet(Users::generated);
            em.persist(new ConsoleUser(ADMIN, PasswordHash.of(first).text(), ADMIN));
            if (password.isEmpty()) {
                LOG.log(
                        Level.INFO,
                        "User admin was created with password " + first
                                + " ; it is printed this once. Set SLUICE_ADMIN_PASSWORD to choose another.");
            }
        } else if (password.isPresent()
                && !PasswordHash.parse(admin.getPasswordHash()).matches(password.get())) {
            admin.setPasswordHash(PasswordHash.of(password.get()).text());
        }
    }

    /** The role of a user who gives this password; empty when either is wrong. */
    public Optional<String> role(String name, String password) {
        ConsoleUser user = em.find(ConsoleUser.class, name);
        boolean right = logins.verify(name, password, user == null ? NOBODY : user.getPasswordHash());
        return right && user != null ? Optional.of(user.getRole()) : Optional.empty();
    }

    private static String generated() {
        return new SecureRandom()
                .ints(20, 0, ALPHABET.length())
                .mapToObj(i -> ALPHABET.substring(i, i + 1))
                .reduce("", String::concat);
    }
}
