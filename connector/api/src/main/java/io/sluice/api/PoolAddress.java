package io.sluice.api;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One address of a pool, as an operator writes it: {@code stratum+tcp://host:port}, or {@code stratum+ssl://host:port}
 * for TLS. Behind the address of one with TLS may stand what its certificate must be:
 * {@code stratum+ssl://host:port#sha256=…}.
 *
 * @param host name or address, as written; an IPv6 address without its brackets
 * @param port 1 to 65535
 * @param tls whether the connection is encrypted and the pool's certificate verified
 * @param pin SHA-256 of the pool's certificate or of its public key, 64 hexadecimal digits in lower case. That one is then
 *     trusted and no other, whoever vouches for it; empty: whoever the trust store vouches for
 */
public record PoolAddress(String host, int port, boolean tls, Optional<String> pin) {
    private static final String PIN = "sha256=";

    private static final Pattern HOST_AND_PORT = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    public PoolAddress {
        Objects.requireNonNull(host, "host");
        if (host.isBlank() || host.length() > 253) {
            throw new IllegalArgumentException("a pool's host has 1 to 253 characters");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a pool's port is between 1 and 65535, not " + port);
        }
        if (pin.isPresent() && !tls) {
            throw new IllegalArgumentException("a certificate is pinned with stratum+ssl:// only");
        }
        if (pin.isPresent() && !pin.get().matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a pin is sha256= and 64 hexadecimal digits");
        }
    }

    /** An address without a pin. */
    public PoolAddress(String host, int port, boolean tls) {
        this(host, port, tls, Optional.empty());
    }

    /**
     * Reads what an operator wrote.
     *
     * @throws IllegalArgumentException with a sentence that says what to change
     */
    public static PoolAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + url + "' is not a pool address; write stratum+tcp://host:port or stratum+ssl://host:port", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean tls =
                switch (scheme) {
                    case "stratum+tcp" -> false;
                    case "stratum+ssl" -> true;
                    default ->
                        throw new IllegalArgumentException(
                                "'" + url + "' must begin with stratum+tcp:// or stratum+ssl://");
                };
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        // Not URI's own host: it knows none with an underscore, and names inside a network have them.
        Matcher hostAndPort = HOST_AND_PORT.matcher(authority);
        if (authority.contains("@")) {
            // Not repeated: there may be a password in it.
            throw new IllegalArgumentException(
                    "a pool's address has a host and a port only; the login belongs to the sub-account");
        }
        if (uri.getRawQuery() != null
                || !(uri.isOpaque()
                        || uri.getRawPath().isEmpty()
                        || uri.getRawPath().equals("/"))) {
            throw new IllegalArgumentException("'" + url + "' has more than a host and a port");
        }
        if (!hostAndPort.matches()) {
            throw new IllegalArgumentException(
                    "'" + url + "' needs a host and a port, as in " + scheme + "://pool.example:3333");
        }
        String host = hostAndPort.group(1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new PoolAddress(host, Integer.parseInt(hostAndPort.group(2)), tls, pin(url, uri.getRawFragment()));
    }

    /** As {@code openssl x509 -fingerprint -sha256} prints it, too: in capitals, with colons. */
    private static Optional<String> pin(String url, String fragment) {
        if (fragment == null) {
            return Optional.empty();
        }
        String digits = fragment.toLowerCase(Locale.ROOT).replace(":", "");
        if (!digits.startsWith(PIN)) {
            throw new IllegalArgumentException("'" + url + "' has something behind its port that is no pin; write"
                    + " stratum+ssl://host:port#sha256= and the SHA-256 of the pool's certificate");
        }
        return Optional.of(digits.substring(PIN.length()));
    }

    /** The same host at another port, and the same certificate. */
    public PoolAddress at(int otherPort) {
        return new PoolAddress(host, otherPort, tls, pin);
    }

    /** The address as an operator writes it. */
    public String url() {
        return (tls ? "stratum+ssl://" : "stratum+tcp://") + (host.contains(":") ? "[" + host + "]" : host) + ":" + port
                + pin.map(digits -> "#" + PIN + digits).orElse("");
    }

    /**
     * Whether an address is one of the public network: not loopback, link-local, private, shared by carriers, multicast or
     * reserved, whether written as IPv4 or carried in IPv6 (NAT64, 6to4).
     */
    public static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            // fc00::/7, unique local; what lies inside a translated address is found by whoever translates.
            boolean uniqueLocal = (bytes[0] & 0xfe) == 0xfc;
            boolean translated =
                    bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
            boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
            return !uniqueLocal && (!translated || isPublicFour(bytes, 12)) && (!sixToFour || isPublicFour(bytes, 2));
        }
        return isPublicFour(bytes, 0);
    }

    private static boolean isPublicFour(byte[] bytes, int at) {
        int a = bytes[at] & 0xff;
        int b = bytes[at + 1] & 0xff;
        // 0/8, 10/8, 100.64/10, 127/8, 169.254/16, 172.16/12, 192.168/16, 224/3.
        return !(a == 0
                || a == 10
                || a == 127
                || a >= 224
                || (a == 100 && (b & 0xc0) == 64)
                || (a == 169 && b == 254)
                || (a == 172 && (b & 0xf0) == 16)
                || (a == 192 && b == 168));
    }

    @Override
    public String toString() {
        return url();
    }
}
