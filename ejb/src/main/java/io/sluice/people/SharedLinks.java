package io.sluice.people;

import io.sluice.admin.Field;
import io.sluice.admin.FieldError;
import io.sluice.admin.InvalidInputException;
import io.sluice.admin.Role;
import io.sluice.admin.UnknownNameException;
import io.sluice.api.FieldStatus;
import io.sluice.api.Work;
import io.sluice.audit.AuditLog;
import io.sluice.audit.Difference;
import io.sluice.distribution.StandardPeriod;
import io.sluice.distribution.SubAccount;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.PermitAll;
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

/** The links that let customers see one sub-account each, and what is seen by them. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.OPERATE)
public class SharedLinks {
    private static final int LONGEST_NOTE = 200;
    private static final int PERIODS_SHOWN = 60;

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    AuditLog audit;

    @EJB
    Field field;

    /** All, by sub-account, the oldest first. */
    public List<LinkView> list() {
        Instant now = Instant.now();
        return em.createQuery(
                        "select l from SharedLink l join fetch l.subAccount s where s.archived = false"
                                + " order by s.name, l.id",
                        SharedLink.class)
                .getResultStream()
                .map(link -> view(link, now))
                .toList();
    }

    /** What is wrong with an input; empty when it can be stored. */
    public List<FieldError> check(LinkInput input) {
        List<FieldError> errors = new ArrayList<>();
        if (input.subAccount() == null) {
            errors.add(new FieldError("subAccount", "is needed: the sub-account that is shown."));
        } else if (find(input.subAccount()).isEmpty()) {
            errors.add(new FieldError(
                    "subAccount", "There is no sub-account '" + Users.shortened(input.subAccount()) + "'."));
        }
        if (input.note() != null
                && (input.note().length() > LONGEST_NOTE || input.note().chars().anyMatch(Character::isISOControl))) {
            errors.add(new FieldError(
                    "note", "must have at most " + LONGEST_NOTE + " characters, and no control characters."));
        }
        if (input.expiresAt() != null && !input.expiresAt().isAfter(Instant.now())) {
            errors.add(new FieldError("expiresAt", "must be in the future."));
        }
        return errors;
    }

    /**
     * Makes a link.
     *
     * @return its token, shown this once
     * @throws InvalidInputException when anything is wrong
     */
    public Issued<LinkView> create(String who, LinkInput input) {
        List<FieldError> errors = check(input);
        if (!errors.isEmpty()) {
            throw new InvalidInputException(errors);
        }
        String secret = Tokens.fresh("");
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var link = new SharedLink(
                find(input.subAccount()).orElseThrow(),
                Tokens.hash(secret),
                input.note() == null ? "" : input.note().strip(),
                who,
                now,
                Optional.ofNullable(input.expiresAt()));
        em.persist(link);
        audit.write(
                who,
                "created",
                thing(link),
                new Difference().of("note", null, link.getNote()).of("expiresAt", null, link.getExpiresAt()));
        return new Issued<>(view(link, now), secret);
    }

    /**
     * Makes a link worthless, at once.
     *
     * @throws UnknownNameException when there is no such link
     */
    public void revoke(String who, long id) {
        SharedLink link = em.find(SharedLink.class, id);
        if (link == null) {
            throw new UnknownNameException("There is no link " + id + ", or not any more.");
        }
        em.remove(link);
        audit.write(
                who,
                "revoked",
                thing(link),
                new Difference()
                        .removed("note", link.getNote())
                        .removed("createdBy", link.getCreatedBy())
                        .removed("expiresAt", link.getExpiresAt()));
    }

    /** What somebody with this token sees; empty when it is wrong, revoked or has expired. */
    @PermitAll
    public Optional<SharedView> shown(String token) {
        Instant now = Instant.now();
        return em.createQuery(
                        "select l from SharedLink l join fetch l.subAccount s where l.hash = :hash and s.archived = false",
                        SharedLink.class)
                .setParameter("hash", Tokens.hash(token))
                .getResultStream()
                .findFirst()
                .filter(link -> !isExpired(link, now))
                .map(link -> shown(link.getSubAccount(), now));
    }

    private SharedView shown(SubAccount subAccount, Instant now) {
        String name = subAccount.getName();
        double hashrate = field.status().stream()
                .flatMap(status -> status.sessions().stream())
                .filter(session -> session.subAccount().equals(name))
                .mapToDouble(FieldStatus.SessionStatus::hashrate)
                .sum();
        List<SharedView.Period> periods = em.createQuery(
                        "select p from StandardPeriod p where p.subAccount = :subAccount and p.startsAt <= :now"
                                + " order by p.startsAt desc",
                        StandardPeriod.class)
                .setParameter("subAccount", subAccount)
                .setParameter("now", now)
                .setMaxResults(PERIODS_SHOWN)
                .getResultStream()
                .map(SharedLinks::period)
                .toList();
        return new SharedView(name, hashrate, subAccount.isPaused(), now, periods);
    }

    private static SharedView.Period period(StandardPeriod period) {
        return new SharedView.Period(
                period.getSpan().start(),
                period.getSpan().end(),
                period.getStandard().map(Work::hashes),
                period.getAccumulated().hashes(),
                period.getAcceptedShares(),
                period.getRejectedShares(),
                period.getUpToStandardAt());
    }

    private Optional<SubAccount> find(String name) {
        return em.createQuery(
                        "select s from SubAccount s where s.name = :name and s.archived = false", SubAccount.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst();
    }

    private static String thing(SharedLink link) {
        return "link " + link.getId() + " to sub-account "
                + link.getSubAccount().getName();
    }

    private static boolean isExpired(SharedLink link, Instant now) {
        return link.getExpiresAt().filter(end -> !end.isAfter(now)).isPresent();
    }

    private static LinkView view(SharedLink link, Instant now) {
        return new LinkView(
                link.getId(),
                link.getSubAccount().getName(),
                link.getNote(),
                link.getCreatedBy(),
                link.getCreatedAt(),
                link.getExpiresAt(),
                isExpired(link, now));
    }
}
