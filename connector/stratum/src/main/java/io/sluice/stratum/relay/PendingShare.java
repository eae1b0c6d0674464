package io.sluice.stratum.relay;

import io.sluice.stratum.protocol.RequestId;
import io.sluice.stratum.protocol.StratumError;
import java.time.Instant;

/**
 * A share on its way to the pool: its work is taken from the grant until the pool's verdict, and given back unless the
 * pool accepts it. First it is either {@link #sent} or {@link #unsent}; one that was sent has one verdict afterwards.
 * Whatever is booked of it is in the journal before anybody outside hears of it. Single-threaded.
 */
final class PendingShare {
    private static final int LONGEST_REASON = 100;

    private final Relay relay;
    private final Supply supply;
    private final MachineSession from;
    private final RequestId request;
    private final Job job;
    private final GrantCounter counter;
    private Origin origin;
    private long serial;

    PendingShare(Relay relay, Supply supply, MachineSession from, RequestId request, Job job, GrantCounter counter) {
        this.relay = relay;
        this.supply = supply;
        this.from = from;
        this.request = request;
        this.job = job;
        this.counter = counter;
    }

    Job job() {
        return job;
    }

    String machine() {
        return from.name();
    }

    /** The next thing that happens is that the pool's line takes it. */
    void sent() {
        origin = from.origin(supply.subAccount(), counter.grant().periodStart(), job.work());
        serial = relay.journal().sent(origin, relay.now());
    }

    /** It cannot be sent, so nothing of it is booked. */
    void unsent(String verdict, StratumError error) {
        relay.giveBack(counter, job.tally(counter));
        relay.count(verdict);
        from.notBooked(request, error);
    }

    void accepted() {
        Instant now = relay.now();
        GrantCounter booked = supply.counterAt(now);
        relay.journal().accepted(serial, originIn(booked), now);
        if (booked != counter) {
            // The period turned while the share was under way: it counts when it was accepted.
            relay.giveBack(counter, job.tally(counter));
            relay.take(supply, booked, job.tally(booked));
        }
        relay.count(VerdictCounts.ACCEPTED);
        from.accepted(request);
    }

    void rejected(StratumError error) {
        Instant now = relay.now();
        relay.journal().rejected(serial, originIn(supply.counterAt(now)), now, cut(error.message()));
        relay.giveBack(counter, job.tally(counter));
        relay.count(VerdictCounts.REJECTED);
        from.rejectedByPool(request, error);
    }

    void unanswered(String reason) {
        Instant now = relay.now();
        relay.journal().unanswered(serial, originIn(supply.counterAt(now)), now);
        relay.giveBack(counter, job.tally(counter));
        relay.count(VerdictCounts.UNANSWERED);
        from.notBooked(request, new StratumError(StratumError.OTHER, reason));
    }

    /** As it was sent, or in the period that has begun since. */
    private Origin originIn(GrantCounter booked) {
        Instant periodStart = booked.grant().periodStart();
        if (origin.periodStart().equals(periodStart)) {
            return origin;
        }
        Origin counted = new Origin(origin.machine(), origin.subAccount(), periodStart, origin.work());
        relay.journal().moved(origin, counted);
        return counted;
    }

    private static String cut(String reason) {
        if (reason.length() <= LONGEST_REASON) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(LONGEST_REASON - 1)) ? LONGEST_REASON - 1 : LONGEST_REASON;
        return reason.substring(0, end);
    }
}
