package io.sluice.stratum.relay;

import java.time.Instant;

/**
 * Where one loop writes what it sends to pools and hears from them; what is written and committed is booked, whatever happens
 * to this process afterwards. Called from that loop only. Nothing here waits or fails: where there is no room for more, it is
 * kept in memory until there is.
 */
public interface ShareJournal {
    /**
     * A share is about to be sent to its pool.
     *
     * @param at wall clock
     * @return names the share until its verdict; 0 when it is in memory only
     */
    long sent(Origin origin, Instant at);

    /**
     * A share counts in another period than it was sent in; said right before its verdict.
     *
     * @param sent as it was sent
     * @param counted as its verdict will say
     */
    void moved(Origin sent, Origin counted);

    /**
     * The pool accepted a share.
     *
     * @param serial what {@link #sent} returned for it
     * @param origin as it was sent, or in another period when that has turned since
     */
    void accepted(long serial, Origin origin, Instant at);

    /**
     * The pool rejected a share.
     *
     * @param reason the pool's own words, at most 100 characters of them
     */
    void rejected(long serial, Origin origin, Instant at, String reason);

    /** A share's answer can never be read. */
    void unanswered(long serial, Origin origin, Instant at);

    /** All that was said so far must survive this process from now on: the next thing is that others hear of it. */
    void commit();
}
