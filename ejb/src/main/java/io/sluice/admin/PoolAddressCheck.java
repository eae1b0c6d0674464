package io.sluice.admin;

import io.sluice.api.PoolAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Says whether a pool may be at an address, for installations where a console user must not reach inside the network. */
final class PoolAddressCheck {
    /** Finds the addresses of a name. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final boolean privateAllowed;
    private final Resolver resolver;

    PoolAddressCheck(boolean privateAllowed, Resolver resolver) {
        this.privateAllowed = privateAllowed;
        this.resolver = resolver;
    }

    /** Why a pool may not be there; empty when it may. A name that nobody knows yet may be known later. */
    Optional<String> refusal(PoolAddress address) {
        if (privateAllowed) {
            return Optional.empty();
        }
        try {
            for (InetAddress resolved : resolver.resolve(address.host())) {
                if (isInside(resolved)) {
                    return Optional.of("'" + address.url() + "' leads to " + resolved.getHostAddress()
                            + ", which is not a public address; SLUICE_POOL_PRIVATE_ADDRESSES forbids that.");
                }
            }
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isInside(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return true;
        }
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            // fc00::/7, unique local.
            return (bytes[0] & 0xfe) == 0xfc;
        }
        // 0.0.0.0/8, 100.64.0.0/10 (shared by carriers), 240.0.0.0/4 (reserved, and broadcast).
        return address instanceof Inet4Address
                && (bytes[0] == 0 || (bytes[0] == 100 && (bytes[1] & 0xc0) == 64) || (bytes[0] & 0xf0) == 0xf0);
    }
}
