package io.sluice.people;

import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.NotNowException;
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
import java.util.Optional;

/** The tokens that scripts log in with. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.ADMINISTER)
public class AccessTokens {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    AuditLog audit;

    /** All, by name. */
    public List<TokenView> list() {
        Instant now = Instant.now();
        return em.createQuery("select t from AccessToken t join fetch t.owner order by t.name", AccessToken.class)
                .getResultStream()
                .map(token -> view(token, now))
                .toList();
    }

    /** What is wrong with an input; empty when it can be stored. */
    public List<FieldError> check(TokenInput input) {
        List<FieldError> errors = new ArrayList<>();
        if (input.name() == null) {
            errors.add(new FieldError("name", "is needed: what the token is for."));
        } else {
            try {
                Names.checked("A token's name", input.name());
                if (em.find(AccessToken.class, input.name()) != null) {
                    errors.add(new FieldError(
                            "name", "There is a token '" + input.name() + "' already; revoke it first."));
                }
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError("name", e.getMessage() + "."));
            }
        }
        if (Users.role(input.role()).isEmpty()) {
            errors.add(Users.roleError(input.role()));
        }
        if (input.expiresAt() != null && !input.expiresAt().isAfter(Instant.now())) {
            errors.add(new FieldError("expiresAt", "must be in the future."));
        }
        return errors;
    }

    /**
     * Makes a token, which may do what its role may and never more than the user who made it.
     *
     * @param who a user
     * @return the token, shown this once
     * @throws InvalidInputException when anything is wrong
     * @throws NotNowException when the caller is a token itself
     */
    public Issued<TokenView> create(String who, TokenInput input) {
        List<FieldError> errors = check(input);
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
        ConsoleUser owner = em.find(ConsoleUser.class, who);
        if (owner == null) {
            throw new NotNowException("A token cannot make tokens; log in as a user.");
        }
        String secret = Tokens.fresh("slu_");
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var token = new AccessToken(
                input.name(),
                Tokens.hash(secret),
                Users.role(input.role()).orElseThrow(),
                owner,
                now,
                Optional.ofNullable(input.expiresAt()));
        em.persist(token);
        audit.write(
                who,
                "created",
                "token " + input.name(),
                new Difference().of("role", null, token.getRole()).of("expiresAt", null, token.getExpiresAt()));
        return new Issued<>(view(token, now), secret);
    }

    /**
     * Makes a token worthless, at once.
     *
     * @throws UnknownNameException when there is none of that name
     */
    public void revoke(String who, String name) {
        AccessToken token = em.find(AccessToken.class, name);
        if (token == null) {
            throw new UnknownNameException("There is no token '" + Users.shortened(name) + "'.");
        }
        em.remove(token);
        audit.write(
                who,
                "revoked",
                "token " + name,
                new Difference()
                        .removed("role", token.getRole())
                        .removed("createdBy", token.getOwner().getName())
                        .removed("expiresAt", token.getExpiresAt()));
    }

    private static TokenView view(AccessToken token, Instant now) {
        return new TokenView(
                token.getName(),
                token.getRole(),
                token.getOwner().getName(),
                token.getCreatedAt(),
                token.getExpiresAt(),
                token.getExpiresAt().filter(end -> !end.isAfter(now)).isPresent());
    }
}
