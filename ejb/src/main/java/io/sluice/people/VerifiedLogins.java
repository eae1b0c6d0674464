package io.sluice.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins that were verified in the last minute, so that a script does not pay for PBKDF2 with every request. An entry
 * holds no password but a keyed hash of it together with what is stored of it; so another password, or another stored
 * hash, finds nothing.
 */
final class VerifiedLogins {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Cache<ByteBuffer, Boolean> verified = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    VerifiedLogins() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /** Whether this was found right in the last minute. */
    boolean isKnown(String name, String password, String stored) {
        return verified.getIfPresent(fingerprint(name, password, stored)) != null;
    }

    /** Takes note that the password is the one that is stored. */
    void add(String name, String password, String stored) {
        verified.put(fingerprint(name, password, stored), true);
    }

    private ByteBuffer fingerprint(String... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                mac.update(bytes);
            }
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
