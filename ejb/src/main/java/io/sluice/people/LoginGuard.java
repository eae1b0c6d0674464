package io.sluice.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Locks out who guesses: one name from one address after five failures, and an address after fifty, whatever the names.
 * The first lock lasts a minute, each further failure doubles it, up to a quarter of an hour; an hour without a failure
 * forgets all. A name is never locked for other addresses, or anybody could lock out anybody. Keeps a bounded number of
 * names and addresses.
 */
final class LoginGuard {
    static final int FAILURES_OF_NAME = 5;
    static final int FAILURES_OF_ADDRESS = 50;
    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofMinutes(15);
    static final Duration FORGOTTEN = Duration.ofHours(1);
    static final int MOST = 20_000;

    private static final int LONGEST_NAME = 64;

    private final InstantSource clock;
    private final Cache<Key, Failures> failures;

    LoginGuard(InstantSource clock) {
        this.clock = clock;
        this.failures = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(FORGOTTEN)
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    /** How long a name is locked for an address; empty when it may try. */
    Optional<Duration> locked(String name, String address) {
        Instant now = clock.instant();
        Instant until = latest(Key.of(name, address), Key.of(address));
        return until.isAfter(now) ? Optional.of(Duration.between(now, until)) : Optional.empty();
    }

    private Instant latest(Key one, Key other) {
        Instant first = until(one);
        Instant second = until(other);
        return first.isAfter(second) ? first : second;
    }

    private Instant until(Key key) {
        Failures known = failures.getIfPresent(key);
        return known == null ? Instant.EPOCH : known.lockedUntil();
    }

    /** Takes note of a wrong password, or a wrong name. */
    void failed(String name, String address) {
        count(Key.of(name, address), FAILURES_OF_NAME);
        count(Key.of(address), FAILURES_OF_ADDRESS);
    }

    private void count(Key key, int free) {
        failures.asMap().compute(key, (k, known) -> {
            int count = known == null ? 1 : known.count() + 1;
            return new Failures(
                    count, count < free ? Instant.EPOCH : clock.instant().plus(lock(count - free)));
        });
    }

    private static Duration lock(int further) {
        Duration doubled = SHORTEST.multipliedBy(1L << Math.min(further, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    /** Forgets what failed for a name at an address. What failed there for others stays. */
    void succeeded(String name, String address) {
        failures.invalidate(Key.of(name, address));
    }

    /** How many names and addresses it keeps. */
    long size() {
        failures.cleanUp();
        return failures.estimatedSize();
    }

    private record Failures(int count, Instant lockedUntil) {}

    /** @param name empty for the address whatever the name, which no user has for a name */
    private record Key(String name, String network) {
        static Key of(String name, String address) {
            String bounded = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
            return new Key("=" + bounded, network(address));
        }

        static Key of(String address) {
            return new Key("", network(address));
        }

        /** Who has one IPv6 address has a whole network of 64 bits of them. */
        private static String network(String address) {
            if (address.indexOf(':') < 0) {
                return address;
            }
            try {
                byte[] bytes = InetAddress.getByName(address).getAddress();
                return bytes.length == 16 ? HexFormat.of().formatHex(Arrays.copyOf(bytes, 8)) : address;
            } catch (UnknownHostException e) {
                // Not an address at all; whatever it is, it is compared as it is.
                return address;
            }
        }
    }
}
