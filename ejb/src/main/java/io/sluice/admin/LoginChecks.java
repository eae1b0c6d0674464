package io.sluice.admin;

import io.sluice.api.LoginAnswer;
import io.sluice.api.PoolAddress;
import io.sluice.api.Secret;
import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import io.sluice.distribution.KnownAddress;
import io.sluice.distribution.Pool;
import io.sluice.distribution.SubAccount;
import jakarta.annotation.Resource;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Really logs in to a pool and tells what it said. The adapter does it on one of its loops; only as many as may wait at
 * once do so here, and none for longer than 10 s. In no transaction, so that nothing is held meanwhile.
 */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.OPERATE)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LoginChecks {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_LOGIN = 255;

    /** Of all instances: whoever checks keeps a thread waiting, and a stranger's login is not guessed by the thousand. */
    private static final Semaphore AT_ONCE = new Semaphore(4);

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @Resource(lookup = "java:app/eis/switchboard")
    SwitchboardFactory switchboards;

    private record Wanted(List<PoolAddress> addresses, String user, Secret password) {}

    /**
     * Checks the login that a sub-account is served with.
     *
     * @throws UnknownNameException when there is none of that name, or it is archived
     * @throws InvalidInputException when it has no pool, or too many are checked at once
     */
    public LoginCheck ofSubAccount(String name) {
        SubAccount subAccount = find(name);
        Pool pool = subAccount
                .getPool()
                .orElseThrow(() -> invalid("pool", "Sub-account '" + name + "' has no pool; give it one first."));
        return check(new Wanted(addresses(pool), subAccount.getUser(), new Secret(subAccount.getPassword())));
    }

    /**
     * Checks a login that a sub-account is to have, with the password that it has.
     *
     * @param name of the sub-account
     * @param pool name of a pool that is set up
     * @param user the user name there
     * @throws UnknownNameException when there is none of that name, or it is archived
     * @throws InvalidInputException when anything is wrong, or too many are checked at once
     */
    public LoginCheck ofSubAccount(String name, String pool, String user) {
        return check(pool, user, find(name).getPassword());
    }

    private SubAccount find(String name) {
        return em.createQuery(
                        "select s from SubAccount s left join fetch s.pool where s.name = :name"
                                + " and s.archived = false",
                        SubAccount.class)
                .setParameter("name", name)
                .getResultStream()
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "There is no sub-account '" + Errors.shortened(String.valueOf(name)) + "'."));
    }

    /**
     * Checks a login that may not be stored anywhere.
     *
     * @param pool name of a pool that is set up
     * @param user the user name there
     * @param password may be empty or null, as some pools want it
     * @throws InvalidInputException when anything is wrong, or too many are checked at once
     */
    public LoginCheck check(String pool, String user, String password) {
        Errors errors = new Errors();
        Optional<Pool> known = Optional.empty();
        if (pool == null || pool.isBlank()) {
            errors.add("pool", "must be the name of a pool.");
        } else {
            known = em.createQuery("select p from Pool p where p.name = :name", Pool.class)
                    .setParameter("name", pool)
                    .getResultStream()
                    .findFirst();
            if (known.isEmpty()) {
                errors.add("pool", "There is no pool '" + Errors.shortened(pool) + "'; set it up first.");
            }
        }
        if (user == null || user.isBlank()) {
            errors.add("user", "must be the user name at the pool.");
        } else {
            errors.plain("user", user, LONGEST_LOGIN);
        }
        if (password != null) {
            errors.plain("password", password, LONGEST_LOGIN);
        }
        errors.throwIfAny();
        return check(new Wanted(addresses(known.orElseThrow()), user, new Secret(password == null ? "" : password)));
    }

    private LoginCheck check(Wanted wanted) {
        if (!AT_ONCE.tryAcquire()) {
            throw invalid("login", "Several logins are being checked already; try again in a few seconds.");
        }
        try (Switchboard switchboard = switchboards.getConnection()) {
            return inOrder(switchboard, wanted);
        } catch (SwitchboardUnavailableException e) {
            return unreachable(wanted.addresses().get(0), "the adapter does not run", List.of());
        } finally {
            AT_ONCE.release();
        }
    }

    /** In failover order, until one answers. */
    private static LoginCheck inOrder(Switchboard switchboard, Wanted wanted) {
        Instant end = Instant.now().plus(LIMIT);
        List<String> skipped = new ArrayList<>();
        for (PoolAddress address : wanted.addresses()) {
            Duration left = Duration.between(Instant.now(), end);
            if (left.isNegative() || left.isZero()) {
                break;
            }
            LoginAnswer answer = await(switchboard.tryLogin(address, wanted.user(), wanted.password()), left);
            if (answer.outcome() != LoginAnswer.Outcome.UNREACHABLE) {
                return view(address, answer, skipped);
            }
            skipped.add(address.url() + ": " + answer.reason());
        }
        PoolAddress first = wanted.addresses().get(0);
        String said = skipped.isEmpty()
                ? "no answer"
                : skipped.get(0).substring(first.url().length() + 2);
        return unreachable(first, said, skipped.subList(Math.min(1, skipped.size()), skipped.size()));
    }

    private static LoginAnswer await(CompletionStage<LoginAnswer> answer, Duration left) {
        try {
            return answer.toCompletableFuture().get(left.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return LoginAnswer.unreachable("no answer within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the adapter failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LoginAnswer.unreachable("Sluice is stopping");
        }
    }

    private static LoginCheck view(PoolAddress address, LoginAnswer answer, List<String> skipped) {
        return new LoginCheck(
                address.url(),
                switch (answer.outcome()) {
                    case ACCEPTED -> LoginCheck.State.ACCEPTED;
                    case REFUSED -> LoginCheck.State.REFUSED;
                    case UNREACHABLE -> LoginCheck.State.UNREACHABLE;
                },
                answer.reason(),
                answer.message(),
                answer.extranonce1Size(),
                answer.extranonce2Size(),
                answer.versionMask(),
                answer.difficulty().map(Number::doubleValue),
                answer.latencyMillis().map(Long::doubleValue),
                skipped);
    }

    private static LoginCheck unreachable(PoolAddress address, String reason, List<String> skipped) {
        return view(address, LoginAnswer.unreachable(reason), skipped);
    }

    private static List<PoolAddress> addresses(Pool pool) {
        return pool.getAddresses().stream().map(KnownAddress::getAddress).toList();
    }

    private static InvalidInputException invalid(String field, String message) {
        return new InvalidInputException(List.of(new FieldError(field, message)));
    }
}
