package io.sluice.people;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random texts that let somebody in. Nobody guesses 256 bits, so a plain hash of one may be stored and looked up. */
final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST = 100;

    private Tokens() {}

    /** A new one, of letters, digits, dashes and underscores. */
    static String fresh(String prefix) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** What is stored of one. */
    static String hash(String token) {
        String bounded = token.length() <= LONGEST ? token : token.substring(0, LONGEST);
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bounded.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
