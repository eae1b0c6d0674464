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

    private record Sum(Shares shares, RowRange bookings) {
        Sum plus(Sum other) {
            return new Sum(shares.plus(other.shares), bookings.and(other.bookings));
        }
    }

    private final EntityManager em;
    private final Map<Place, Sum> sums = new LinkedHashMap<>();

    Stretches(EntityManager em) {
        this.em = em;
    }

    /** @param booking its id */
    void book(StandardPeriod period, Instant at, Shares shares, long booking) {
        WRITTEN.forEach(length -> add(
                period.getSubAccount(),
                period.getSpan().start(),
                length,
                Stretch.startOf(at, length),
                shares,
                RowRange.of(booking)));
    }

    void add(
            SubAccount subAccount,
            Instant periodStartsAt,
            Duration length,
            Instant startsAt,
            Shares shares,
            RowRange bookings) {
        sums.merge(new Place(subAccount, periodStartsAt, length, startsAt), new Sum(shares, bookings), Sum::plus);
    }

    void write() {
        sums.forEach((place, sum) -> {
            var key = new Stretch.Key(place.subAccount(), place.periodStartsAt(), place.length(), place.startsAt());
            Stretch stretch = em.find(Stretch.class, key);
            if (stretch == null) {
                stretch = new Stretch(place.subAccount(), place.periodStartsAt(), place.length(), place.startsAt());
                em.persist(stretch);
            }
            stretch.add(sum.shares(), sum.bookings());
        });
    }
}
