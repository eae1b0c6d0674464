package io.sluice.admin;

import io.sluice.api.PoolAddress;
import io.sluice.settings.PoolHosts;
import io.sluice.settings.Settings;
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
    private final PoolHosts hosts;
    private final Resolver resolver;

    PoolAddressCheck(boolean privateAllowed, PoolHosts hosts, Resolver resolver) {
        this.privateAllowed = privateAllowed;
        this.hosts = hosts;
        this.resolver = resolver;
    }

    static PoolAddressCheck of(Settings settings) {
        return new PoolAddressCheck(settings.poolPrivateAddresses(), settings.poolHosts(), InetAddress::getAllByName);
    }

    /** Why a pool may not be there; empty when it may. A name that nobody knows yet may be known later. */
    Optional<String> refusal(PoolAddress address) {
        if (privateAllowed && (hosts.isAnywhere() || hosts.names(address.host()))) {
            return Optional.empty();
        }
        try {
            for (InetAddress resolved : resolver.resolve(address.host())) {
                if (!hosts.allow(address.host(), resolved)) {
                    return Optional.of(
                            "'" + address.url() + "' is none of the places that SLUICE_POOL_ALLOW names for pools.");
                }
                if (!privateAllowed && !PoolAddress.isPublic(resolved)) {
                    return Optional.of("'" + address.url() + "' leads to " + resolved.getHostAddress()
                            + ", which is not a public address; SLUICE_POOL_PRIVATE_ADDRESSES forbids that.");
                }
            }
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }
}
