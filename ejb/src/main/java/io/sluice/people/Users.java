package io.sluice.people;

import io.sluice.admin.Changes;
import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.NotNowException;
import io.sluice.admin.Outcome;
import io.sluice.admin.Role;
import io.sluice.admin.UnknownNameException;
import io.sluice.api.Names;
import io.sluice.audit.AuditLog;
import io.sluice.audit.Difference;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The users. At least one ADMIN who may log in always stays. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.ADMINISTER)
public class Users {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Changes changes;

    @EJB
    AuditLog audit;

    @EJB
    Logins logins;

    /** All, by name. */
    public List<UserView> list() {
        return em.createQuery("select u from ConsoleUser u order by u.name", ConsoleUser.class)
                .getResultStream()
                .map(Users::view)
                .toList();
    }

    /** @throws UnknownNameException when there is none of that name */
    public UserView get(String name) {
        return view(find(name));
    }

    /** What is wrong with an input; empty when it can be stored. */
    public List<FieldError> check(String name, UserInput input) {
        List<FieldError> errors = new ArrayList<>();
        try {
            Names.checked("A user's name", name);
        } catch (IllegalArgumentException e) {
            errors.add(new FieldError("name", e.getMessage() + "."));
        }
        if (role(input.role()).isEmpty()) {
            errors.add(roleError(input.role()));
        }
        if (input.password() != null) {
            Passwords.check("password", name, input.password(), errors);
        } else if (errors.isEmpty() && em.find(ConsoleUser.class, name) == null) {
            errors.add(new FieldError("password", "is needed: the first password of a new user."));
        }
        return errors;
    }

    /**
     * Creates or replaces a user. Another password, another role, or being disabled ends the user's sessions.
     *
     * @param who does it
     * @throws InvalidInputException when anything is wrong; nothing is stored then
     * @throws NotNowException when no ADMIN who may log in would be left
     */
    public Outcome put(String who, String name, UserInput input) {
        List<FieldError> errors = check(name, input);
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
        changes.oneAtATime();
        Role role = role(input.role()).orElseThrow();
        boolean disabled = Boolean.TRUE.equals(input.disabled());
        ConsoleUser user = em.find(ConsoleUser.class, name);
        if (user == null) {
            user = new ConsoleUser(
                    name,
                    PasswordHash.of(input.password()).text(),
                    role,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS));
            user.setDisabled(disabled);
            em.persist(user);
            audit.write(
                    who,
                    "created",
                    "user " + name,
                    new Difference()
                            .of("role", null, role)
                            .of("disabled", null, disabled)
                            .secret("password"));
            return Outcome.CREATED;
        }
        boolean another = input.password() != null
                && !PasswordHash.parse(user.getPasswordHash()).matches(input.password());
        if (user.getRole() == role && user.isDisabled() == disabled && !another) {
            return Outcome.UNCHANGED;
        }
        if (role != Role.ADMIN || disabled) {
            refuseForLastAdmin(user);
        }
        var difference = new Difference().of("role", user.getRole(), role).of("disabled", user.isDisabled(), disabled);
        if (another) {
            difference.secret("password");
            user.setPasswordHash(PasswordHash.of(input.password()).text());
        }
        user.setRole(role);
        user.setDisabled(disabled);
        audit.write(who, "changed", "user " + name, difference);
        return Outcome.CHANGED;
    }

    /**
     * Removes a user, and the tokens that the user made.
     *
     * @throws UnknownNameException when there is none of that name
     * @throws NotNowException when it is {@code admin}, or no ADMIN who may log in would be left
     */
    public Outcome remove(String who, String name) {
        changes.oneAtATime();
        ConsoleUser user = find(name);
        if (name.equals(Logins.ADMIN)) {
            throw new NotNowException("User 'admin' is the way back in and stays; disable it instead.");
        }
        refuseForLastAdmin(user);
        em.createQuery("delete from AccessToken t where t.owner = :user")
                .setParameter("user", user)
                .executeUpdate();
        em.remove(user);
        audit.write(
                who,
                "removed",
                "user " + name,
                new Difference().removed("role", user.getRole()).removed("disabled", user.isDisabled()));
        return Outcome.REMOVED;
    }

    /**
     * Changes the caller's own password, which ends all of the caller's sessions.
     *
     * @param who the caller, a user
     * @param address that the caller is at; wrong present passwords lock as wrong logins do
     * @return the caller with the new password, for the session that goes on
     * @throws InvalidInputException when the present password is wrong, or the new one cannot be one
     * @throws NotNowException when the caller is a token, or has to wait
     */
    @RolesAllowed(Role.VIEW)
    public Login changeOwnPassword(String who, String address, String present, String fresh) {
        if (who.startsWith(Login.TOKEN)) {
            throw new NotNowException("A token has no password to change; revoke it and make another.");
        }
        List<FieldError> errors = new ArrayList<>();
        if (present == null) {
            errors.add(new FieldError("present", "is needed: the present password."));
        }
        if (fresh == null) {
            errors.add(new FieldError("fresh", "is needed: the new password."));
        } else {
            Passwords.check("fresh", who, fresh, errors);
        }
        if (errors.isEmpty()) {
            LoginAnswer answer = logins.password(who, present, address);
            switch (answer.kind()) {
                case ACCEPTED -> {}
                case REFUSED -> errors.add(new FieldError("present", "is not your password."));
                case LOCKED ->
                    throw new NotNowException(
                            "Too many wrong passwords; try again in " + answer.seconds() + " seconds.");
                case BUSY ->
                    throw new NotNowException("Too many people are logging in just now; try again in a moment.");
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
        changes.oneAtATime();
        ConsoleUser user = find(who);
        user.setPasswordHash(PasswordHash.of(fresh).text());
        audit.write(who, "changed", "user " + who, new Difference().secret("password"));
        return new Login(who, user.getRole(), user.getRevision());
    }

    private void refuseForLastAdmin(ConsoleUser user) {
        boolean others = em.createQuery(
                                "select count(u) from ConsoleUser u where u.role = :admin and u.disabled = false"
                                        + " and u.name <> :name",
                                Long.class)
                        .setParameter("admin", Role.ADMIN)
                        .setParameter("name", user.getName())
                        .getSingleResult()
                > 0;
        if (user.getRole() == Role.ADMIN && !user.isDisabled() && !others) {
            throw new NotNowException("User '" + user.getName()
                    + "' is the last ADMIN who can log in; give another user that role first.");
        }
    }

    private ConsoleUser find(String name) {
        return Optional.ofNullable(em.find(ConsoleUser.class, name))
                .orElseThrow(() -> new UnknownNameException("There is no user '" + shortened(name) + "'."));
    }

    static Optional<Role> role(String text) {
        for (Role role : Role.values()) {
            if (text != null && role.name().equals(text.strip().toUpperCase(Locale.ROOT))) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    static FieldError roleError(String text) {
        return new FieldError(
                "role",
                text == null
                        ? "is needed: VIEWER, OPERATOR or ADMIN."
                        : "must be VIEWER, OPERATOR or ADMIN, not '" + shortened(text) + "'.");
    }

    static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static UserView view(ConsoleUser user) {
        return new UserView(
                user.getName(),
                user.getRole(),
                user.isDisabled(),
                Optional.of(user.getCreatedAt()).filter(Instant.EPOCH::isBefore));
    }
}
