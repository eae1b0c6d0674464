package io.sluice.connector.net;

import io.sluice.api.PoolAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Where pools may be. Judged by the very address that is dialled, so that no name can lead elsewhere after it was looked at.
 *
 * @param privateAddresses whether at a loopback, link-local or private address
 * @param allowed whether at a host of this name and address
 */
public record PoolPlaces(boolean privateAddresses, BiPredicate<String, InetAddress> allowed) {
    /** Anywhere, also at a private address. */
    public static PoolPlaces anywhere() {
        return new PoolPlaces(true, (host, address) -> true);
    }

    /** Anywhere in the public network. */
    public static PoolPlaces outside() {
        return new PoolPlaces(false, (host, address) -> true);
    }

    /** Why no pool may be there; empty when one may. */
    Optional<String> refusal(String host, InetAddress address) {
        if (!privateAddresses && !PoolAddress.isPublic(address)) {
            return Optional.of(host + " is a private address, and pools may not have one here");
        }
        if (!allowed.test(host, address)) {
            return Optional.of(host + " is none of the places that are allowed for pools here");
        }
        return Optional.empty();
    }
}
