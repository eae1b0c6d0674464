package io.sluice.distribution;

import io.sluice.api.FieldReport.PoolEvent;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/** What is known of the pools' addresses. */
@Stateless
public class PoolDirectory {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /** Takes note of what the adapter found at an address; of one that was removed since, nothing. */
    public void note(PoolEvent found) {
        em.createQuery(
                        "select a from KnownAddress a where a.pool.name = :pool and a.url = :url order by a.id",
                        KnownAddress.class)
                .setParameter("pool", found.pool())
                .setParameter("url", found.address().url())
                .getResultStream()
                .findFirst()
                .ifPresent(address -> note(address, found));
    }

    private void note(KnownAddress address, PoolEvent found) {
        if (address.getCheckedAt().filter(found.at()::isBefore).isPresent()) {
            return;
        }
        KnownAddress.State before = address.getState();
        KnownAddress.State now =
                switch (found.kind()) {
                    // Asking for sizes says less than work that comes from there.
                    case PROBED ->
                        before == KnownAddress.State.SERVING ? KnownAddress.State.SERVING : KnownAddress.State.PROBED;
                    case SERVING -> KnownAddress.State.SERVING;
                    case FAILING -> KnownAddress.State.FAILING;
                };
        address.found(now, found.reason(), found.at());
        if (found.extranonce2Size() >= 1 && found.extranonce2Size() <= 16) {
            address.learnt(found.extranonce1Size(), found.extranonce2Size(), found.versionMask());
        }
        if (now == KnownAddress.State.FAILING && before != now) {
            record(
                    found,
                    Event.Kind.POOL_FAILING,
                    found.address() + " of pool " + found.pool() + " fails: " + found.reason());
        } else if (now == KnownAddress.State.SERVING && before != now) {
            record(found, Event.Kind.POOL_SERVING, found.address() + " of pool " + found.pool() + " serves.");
        }
    }

    private void record(PoolEvent found, Event.Kind kind, String text) {
        em.persist(new Event(found.at(), kind, text).ofPool(found.pool()));
    }
}
