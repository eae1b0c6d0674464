package io.sluice.api;

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

    @Override
    public String toString() {
        return url();
    }
}
