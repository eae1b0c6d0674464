package io.sluice.connector.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Who may connect, and how many at once, over all ports and loops. Touched when a connection comes and when it goes, never
 * on a share's way. Thread-safe.
 */
public final class Door {
    /** An IPv6 network of so many bytes has one owner, and counts as one address. */
    private static final int NETWORK_BYTES = 8;

    private final Predicate<InetAddress> admits;
    private final Predicate<InetAddress> proxies;
    private final int most;
    private final int mostOfAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> openByAddress = new ConcurrentHashMap<>();

    /**
     * @param admits whether machines may come from an address
     * @param proxies whether an address is that of a proxy, which says in a PROXY header for whom it speaks
     * @param most connections at once
     * @param mostOfAddress connections at once from one address; 0: as many as there may be
     */
    public Door(Predicate<InetAddress> admits, Predicate<InetAddress> proxies, int most, int mostOfAddress) {
        this.admits = admits;
        this.proxies = proxies;
        this.most = most;
        this.mostOfAddress = mostOfAddress;
    }

    /** One that stands open for everybody. */
    public static Door open() {
        return new Door(address -> true, address -> false, Integer.MAX_VALUE, 0);
    }

    boolean isProxy(InetAddress address) {
        return proxies.test(address);
    }

    /**
     * Lets one more connection in.
     *
     * @return why it is not let in; when empty, {@link #leave} has to follow once
     */
    Optional<String> enter(InetAddress address) {
        if (!admits.test(address)) {
            return Optional.of("machines may not connect from its address");
        }
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            return Optional.of("there are " + most + " connections, and no more are taken");
        }
        if (mostOfAddress > 0 && openByAddress.merge(owner(address), 1, Integer::sum) > mostOfAddress) {
            leave(address);
            return Optional.of("its address has " + mostOfAddress + " connections, and no more are taken from it");
        }
        return Optional.empty();
    }

    void leave(InetAddress address) {
        open.decrementAndGet();
        if (mostOfAddress > 0) {
            openByAddress.computeIfPresent(owner(address), (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private static InetAddress owner(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
