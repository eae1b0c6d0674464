package io.sluice.distribution;

import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The periods of sub-accounts, and the lock under which they change. */
@Stateless
public class Periods {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

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
    public Optional<StandardPeriod> find(SubAccount subAccount, Instant start) {
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
                    // Not of the present cycle: a grant of an earlier one named it, and nothing more will come.
                    regular ? span : new Span(start, Optional.of(span.start()).filter(start::isBefore)),
                    regular ? subAccount.getStandard().map(Standard::work) : Optional.empty());
            em.persist(period);
            return period;
        });
    }

    /** The names of sub-accounts that are served and whose present period was not begun yet. */
    public List<String> notBegun(Instant now) {
        return em.createQuery(
                        "select s from SubAccount s where s.archived = false and not exists (select p from StandardPeriod p"
                                + " where p.subAccount = s and p.startsAt <= :now and (p.endsAt is null or p.endsAt > :now))"
                                + " order by s.name",
                        SubAccount.class)
                .setParameter("now", now)
                .getResultStream()
                .map(SubAccount::getName)
                .toList();
    }

    /** Begins a sub-account's present period, if it was not begun yet. */
    public void begin(String subAccount, Instant now) {
        lock(subAccount)
                .ifPresent(locked -> findOrBegin(locked, locked.spanAt(now).start()));
    }
}
