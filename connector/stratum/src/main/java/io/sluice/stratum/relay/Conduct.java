package io.sluice.stratum.relay;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How those behave who connect, over all loops: by identity, which is a name at an address, and by address. A name alone
 * says nothing: anybody can send it. Whoever sends good shares vouches for the own identity and address, and is never shut
 * out for what a neighbour does. Touched when a machine logs in, comes, goes, sends its first good share or is dropped;
 * never on a share's way. Thread-safe, and bounded.
 */
final class Conduct {
    /** Connections dropped for what they did, within {@link #FORGOTTEN_MILLIS}, after which an identity is shut out. */
    static final int DROPS_OF_IDENTITY = 3;
    /** The same for an address from which nothing good comes. */
    static final int DROPS_OF_ADDRESS = 30;

    static final long FORGOTTEN_MILLIS = 600_000;
    /** The first time that somebody is shut out for; each further one is twice as long. */
    static final long FIRST_BAN_MILLIS = 60_000;

    static final long LONGEST_BAN_MILLIS = 3_600_000;
    /** An address is trusted for so long after the last machine that sent good shares from it is gone. */
    static final long TRUST_MILLIS = 3_600_000;
    /** Refused logins of an identity in a minute, after which the application is not asked for a while. */
    static final int REFUSALS_PER_MINUTE = 30;

    static final long NOT_ASKED_MILLIS = 10_000;
    /** Wrong passwords from an address in a minute, whatever the names, after which they are not looked at for a while. */
    static final int WRONG_PER_MINUTE = 120;
    /** Logins of an identity at once; many machines may have one name and come back together. */
    static final int LOGINS_AT_ONCE = 5_000;

    static final int LOGINS_PER_SECOND = 500;

    private static final int MOST_REMEMBERED = 20_000;

    private static final class Standing {
        private int drops;
        private long firstDropMillis;
        private int bans;
        private long banEndedMillis;
        private long shutUntilMillis = Long.MIN_VALUE;
        private int vouchers;
        private long trustedUntilMillis = Long.MIN_VALUE;
        private int refusals;
        private long firstRefusalMillis = Long.MIN_VALUE / 2;
        private long notAskedUntilMillis = Long.MIN_VALUE;
        private String refusal = "";
        private double logins;
        private long lastLoginMillis;
        private int wrong;
        private long firstWrongMillis = Long.MIN_VALUE / 2;
        private long notLookedAtUntilMillis = Long.MIN_VALUE;
        private long rightMillis = Long.MIN_VALUE / 2;
    }

    private final Map<String, Standing> standings = new HashMap<>();
    /** Those whom nobody vouches for now, the one longest not heard of first. */
    private final Map<String, Standing> passing = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Standing> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** The address in "address:port"; of an IPv6 address its network of 64 bits, which has one owner. */
    static String hostOf(String remoteAddress) {
        int colon = remoteAddress.lastIndexOf(':');
        String host = colon < 0 ? remoteAddress : remoteAddress.substring(0, colon);
        int end = -1;
        for (int group = 0; group < 4; group++) {
            int next = host.indexOf(':', end + 1);
            if (next < 0) {
                return host;
            }
            end = next;
        }
        return host.substring(0, end) + "::/64";
    }

    private static String identity(String machine, String host) {
        return machine + '@' + host;
    }

    private Standing of(String key) {
        Standing standing = standings.get(key);
        return standing != null ? standing : passing.computeIfAbsent(key, k -> new Standing());
    }

    private Standing known(String key) {
        Standing standing = standings.get(key);
        return standing != null ? standing : passing.get(key);
    }

    /** Why nobody may connect from an address now. */
    synchronized Optional<String> shutOut(String host, long now) {
        return shutOut(known(host), now);
    }

    /** Why an identity may not log in now. */
    synchronized Optional<String> shutOut(String machine, String host, long now) {
        return shutOut(known(identity(machine, host)), now);
    }

    private static Optional<String> shutOut(Standing standing, long now) {
        return standing == null || standing.vouchers > 0 || now >= standing.shutUntilMillis
                ? Optional.empty()
                : Optional.of("shut out for what it sent before; try again in "
                        + ((standing.shutUntilMillis - now) / 1_000 + 1) + " s");
    }

    /**
     * Takes a login down before the application is asked.
     *
     * @return why it need not be asked: the identity was refused too often, or logs in too often
     */
    synchronized Optional<String> asks(String machine, String host, long now) {
        Standing standing = of(identity(machine, host));
        if (now < standing.notAskedUntilMillis) {
            return Optional.of(standing.refusal + " (it asks too often; it is looked at again in "
                    + ((standing.notAskedUntilMillis - now) / 1_000 + 1) + " s)");
        }
        double forgiven = (now - standing.lastLoginMillis) * (LOGINS_PER_SECOND / 1_000.0);
        standing.logins = Math.max(0, standing.logins - forgiven);
        standing.lastLoginMillis = now;
        if (standing.logins >= LOGINS_AT_ONCE) {
            return Optional.of("too many logins of this name from this address at once; try again in a few seconds");
        }
        standing.logins++;
        return Optional.empty();
    }

    /** The application refused a login. */
    synchronized void refused(String machine, String host, String reason, long now) {
        Standing standing = of(identity(machine, host));
        if (now - standing.firstRefusalMillis > 60_000) {
            standing.firstRefusalMillis = now;
            standing.refusals = 0;
        }
        if (++standing.refusals > REFUSALS_PER_MINUTE) {
            standing.refusal = reason;
            standing.notAskedUntilMillis = now + NOT_ASKED_MILLIS;
        }
    }

    /**
     * Why a password is not looked at: too many from the address were wrong. What all machines have in common could be guessed
     * under ever other names. An identity that had it right within the hour is not kept out.
     */
    synchronized Optional<String> guesses(String machine, String host, long now) {
        Standing address = known(host);
        if (address == null || now >= address.notLookedAtUntilMillis || isLocal(host)) {
            return Optional.empty();
        }
        Standing identity = known(identity(machine, host));
        return identity != null && (identity.vouchers > 0 || now - identity.rightMillis < TRUST_MILLIS)
                ? Optional.empty()
                : Optional.of("too many wrong passwords came from its address; they are looked at again in "
                        + ((address.notLookedAtUntilMillis - now) / 1_000 + 1) + " s");
    }

    /** A password was looked at. */
    synchronized void password(String machine, String host, boolean right, long now) {
        if (right) {
            of(identity(machine, host)).rightMillis = now;
            return;
        }
        Standing address = of(host);
        if (now - address.firstWrongMillis > 60_000) {
            address.firstWrongMillis = now;
            address.wrong = 0;
        }
        if (++address.wrong > WRONG_PER_MINUTE) {
            address.notLookedAtUntilMillis = now + NOT_ASKED_MILLIS;
        }
    }

    /** Of this very machine: a tunnel or a proxy, behind which there may be anybody. */
    private static boolean isLocal(String host) {
        return host.startsWith("127.") || host.startsWith("0:0:0:0:") || host.isEmpty();
    }

    /** A machine sent its first good share on a connection; it vouches for itself and its address until it leaves. */
    synchronized void vouches(String machine, String host) {
        vouches(identity(machine, host));
        vouches(host);
    }

    private void vouches(String key) {
        Standing standing = of(key);
        passing.remove(key);
        standings.put(key, standing);
        standing.vouchers++;
    }

    /** A connection that vouched is gone, or does not deserve to any more. */
    synchronized void vouchesNoMore(String machine, String host, long now) {
        // Who worked here had its password right.
        of(identity(machine, host)).rightMillis = now;
        vouchesNoMore(identity(machine, host), now);
        vouchesNoMore(host, now);
    }

    private void vouchesNoMore(String key, long now) {
        Standing standing = standings.get(key);
        if (standing != null && --standing.vouchers == 0) {
            standing.trustedUntilMillis = now + TRUST_MILLIS;
            standings.remove(key);
            passing.put(key, standing);
        }
    }

    /**
     * A connection was dropped for what it did.
     *
     * @param machine empty when it was not logged in
     * @return who is shut out for it, for a warning
     */
    synchronized Optional<String> dropped(String machine, String host, long now) {
        if (!machine.isEmpty() && drops(of(identity(machine, host)), DROPS_OF_IDENTITY, now)) {
            return Optional.of(machine + " from " + host);
        }
        Standing address = of(host);
        if (!isLocal(host) && now >= address.trustedUntilMillis && drops(address, DROPS_OF_ADDRESS, now)) {
            return Optional.of("whoever is at " + host);
        }
        return Optional.empty();
    }

    private static boolean drops(Standing standing, int most, long now) {
        if (standing.drops == 0 || now - standing.firstDropMillis > FORGOTTEN_MILLIS) {
            standing.drops = 0;
            standing.firstDropMillis = now;
        }
        if (++standing.drops < most || standing.vouchers > 0) {
            return false;
        }
        standing.drops = 0;
        standing.bans = now - standing.banEndedMillis > LONGEST_BAN_MILLIS ? 1 : standing.bans + 1;
        long millis = Math.min(LONGEST_BAN_MILLIS, FIRST_BAN_MILLIS << Math.min(standing.bans - 1, 10));
        standing.shutUntilMillis = now + millis;
        standing.banEndedMillis = standing.shutUntilMillis;
        return true;
    }

    /** How many identities and addresses are remembered. */
    synchronized int size() {
        return standings.size() + passing.size();
    }
}
