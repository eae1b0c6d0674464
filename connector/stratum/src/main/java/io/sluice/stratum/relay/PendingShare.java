package io.sluice.stratum.relay;

import io.sluice.stratum.protocol.RequestId;
import io.sluice.stratum.protocol.StratumError;
import java.time.Instant;

/**
 * A share on its way to the pool: its work is taken from the grant until the pool's verdict, and given back unless the
 * pool accepts it. Single-threaded.
 */
final class PendingShare {
    private final Relay relay;
    private final Supply supply;
    private final MachineSession from;
    private final RequestId request;
    private final Job job;
    private final GrantCounter counter;

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

    void accepted() {
        Instant now = relay.now();
        GrantCounter booked = supply.counterAt(now);
        if (booked != counter) {
            // The period turned while the share was under way: it counts when it was accepted.
            relay.giveBack(counter, job.tally(counter));
            relay.take(supply, booked, job.tally(booked));
        }
        relay.results()
                .accepted(
                        machine(),
                        supply.subAccount(),
                        start(booked),
                        now,
                        job.difficulty().work());
        from.accepted(request);
    }

    void rejected(StratumError error) {
        Instant now = relay.now();
        relay.giveBack(counter, job.tally(counter));
        relay.results().rejected(machine(), supply.subAccount(), start(supply.counterAt(now)), now, error.message());
        from.rejected(request, error);
    }

    void unanswered(String reason) {
        Instant now = relay.now();
        relay.giveBack(counter, job.tally(counter));
        relay.results().unanswered(machine(), supply.subAccount(), start(supply.counterAt(now)), now);
        from.rejected(request, new StratumError(StratumError.OTHER, reason));
    }

    private static Instant start(GrantCounter counter) {
        return counter.grant().periodStart();
    }
}
