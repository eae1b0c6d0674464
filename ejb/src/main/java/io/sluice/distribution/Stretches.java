package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds bookings up over stretches of time, within the caller's transaction and under the sub-account's lock. What falls
 * together is added up first: a report has many lines and few stretches.
 */
final class Stretches {
    private static final List<Duration> WRITTEN = List.of(Stretch.MINUTE, Stretch.DAY);

    private record Place(SubAccount subAccount, Instant periodStartsAt, Duration length, Instant startsAt) {}

    private final EntityManager em;
    private final Map<Place, Shares> sums = new LinkedHashMap<>();

    Stretches(EntityManager em) {
        this.em = em;
    }

    void book(StandardPeriod period, Instant at, Shares shares) {
        WRITTEN.forEach(length ->
                add(period.getSubAccount(), period.getSpan().start(), length, Stretch.startOf(at, length), shares));
    }

    void add(SubAccount subAccount, Instant periodStartsAt, Duration length, Instant startsAt, Shares shares) {
        sums.merge(new Place(subAccount, periodStartsAt, length, startsAt), shares, Shares::plus);
    }

    void write() {
        sums.forEach((place, shares) -> {
            var key = new Stretch.Key(place.subAccount(), place.periodStartsAt(), place.length(), place.startsAt());
            Stretch stretch = em.find(Stretch.class, key);
            if (stretch == null) {
                stretch = new Stretch(place.subAccount(), place.periodStartsAt(), place.length(), place.startsAt());
                em.persist(stretch);
            }
            stretch.add(shares);
        });
    }
}
