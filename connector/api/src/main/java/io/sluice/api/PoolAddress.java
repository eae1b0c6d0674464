package io.sluice.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One address of a pool, as an operator writes it: {@code stratum+tcp://host:port}, or {@code stratum+ssl://host:port}
 * for TLS.
 *
 * @param host name or address, as written; an IPv6 address without its brackets
 * @param port 1 to 65535
 * @param tls whether the connection is encrypted and the pool's certificate verified
 */
public record PoolAddress(String host, int port, boolean tls) {
    private static final Pattern HOST_AND_PORT = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    public PoolAddress {
        Objects.requireNonNull(host, "host");
        if (host.isBlank() || host.length() > 253) {
            throw new IllegalArgumentException("a pool's host has 1 to 253 characters");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a pool's port is between 1 and 65535, not " + port);
        }
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
                || uri.getRawFragment() != null
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
        return new PoolAddress(host, Integer.parseInt(hostAndPort.group(2)), tls);
    }

    /** The address as an operator writes it. */
    public String url() {
        return (tls ? "stratum+ssl://" : "stratum+tcp://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + port;
    }

    @Override
    public String toString() {
        return url();
    }
}
