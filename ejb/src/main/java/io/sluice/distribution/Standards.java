package io.sluice.distribution;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Sets what is due to sub-accounts. */
@Stateless
public class Standards {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    UpToStandardCheck check;

    /**
     * Sets the standard, in the caller's transaction. Another amount in the same kind of period changes the running
     * period and keeps what was accumulated in it; another kind of period, or none, starts a new one now. The
     * sub-account stays locked until the transaction ends. What is carried over is found anew: to be called as well when
     * whether it is was changed.
     *
     * @param subAccount managed, or persisted in this transaction; what is not yet written of it is written
     * @param standard empty makes it a surplus account
     */
    public void set(SubAccount subAccount, Optional<Standard> standard, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        em.flush();
        em.refresh(subAccount, LockModeType.PESSIMISTIC_WRITE);
        var periods = new Periods(em);
        boolean anew = subAccount.startsAnewWith(standard);
        if (anew) {
            periods.find(subAccount, subAccount.spanAt(at).start()).ifPresent(running -> running.endAt(at));
        }
        subAccount.changeStandard(standard, at);
        StandardPeriod period =
                periods.findOrBegin(subAccount, subAccount.spanAt(at).start());
        period.setStandard(standard.map(Standard::work));
        period.setCarried(periods.carriedInto(subAccount, subAccount.spanAt(at).start()));
        if (anew) {
            // It may have been begun by the ledger for a report that named it before.
            period.endAt(subAccount.spanAt(at).end().orElse(null));
        }
        if (check.judge(period, at)) {
            em.persist(new Event(
                            at, Event.Kind.UP_TO_STANDARD, subAccount.getName() + " is up to standard, as less is due.")
                    .ofSubAccount(subAccount.getName()));
        }
    }
}
