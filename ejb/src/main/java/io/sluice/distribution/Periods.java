package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The periods of sub-accounts, and the lock under which they change, within the caller's transaction. */
final class Periods {
    private final EntityManager em;

    Periods(EntityManager em) {
        this.em = em;
    }

    /**
     * Locks a sub-account until the transaction ends. Who locks several does so in the order of their names.
     *
     * @return as it is now; empty when there is none of that name
     */
    Optional<SubAccount> lock(String name) {
        return em.createQuery("select s from SubAccount s where s.name = :name", SubAccount.class)
                .setParameter("name", name)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .findFirst();
    }

    /** The period of that start, if it was ever begun. */
    Optional<StandardPeriod> find(SubAccount subAccount, Instant start) {
        return em.createQuery(
                        "select p from StandardPeriod p where p.subAccount = :subAccount and p.startsAt = :start",
                        StandardPeriod.class)
                .setParameter("subAccount", subAccount)
                .setParameter("start", start.truncatedTo(ChronoUnit.MICROS))
                .getResultStream()
                .findFirst();
    }

    /** The period of that start; begun now, if it was not. Under the sub-account's lock. */
    StandardPeriod findOrBegin(SubAccount subAccount, Instant start) {
        return find(subAccount, start).orElseGet(() -> {
            Span span = subAccount.spanAt(start);
            boolean regular = span.start().equals(start);
            var period = new StandardPeriod(
                    subAccount,
                    // Not of the present cycle: a grant of an earlier one named it. It ends where the present one
                    // begins or,
                    // when it was still to come then, as it begins, so that it is never taken for the present one.
                    regular ? span : new Span(start, Optional.of(start.isBefore(span.start()) ? span.start() : start)),
                    regular ? subAccount.getStandard().map(Standard::work) : Optional.empty());
            em.persist(period);
            return period;
        });
    }

    /** The names of sub-accounts that are served and whose present period was not begun yet, in their order. */
    List<String> notBegun(Instant now) {
        return em.createQuery(
                        // "not exists" would be sent with its parameters written out, and H2 does not take 0 for false.
                        "select s.name from SubAccount s where s.archived = false and s.id not in ("
                                + "select p.subAccount.id from StandardPeriod p"
                                + " where p.startsAt <= :now and (p.endsAt is null or p.endsAt > :now)) order by s.name",
                        String.class)
                .setParameter("now", now)
                .getResultList();
    }
}
