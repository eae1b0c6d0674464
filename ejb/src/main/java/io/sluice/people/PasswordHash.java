package io.sluice.people;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password as it may be stored: PBKDF2 with its salt and number of rounds, so that each can grow later without making
 * what is stored unreadable.
 */
final class PasswordHash {
    private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
    private static final int ROUNDS = 210_000;
    private static final int HASH_BITS = 256;
    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    static PasswordHash of(String password) {
        byte[] salt = random(SALT_BYTES);
        return new PasswordHash(ROUNDS, salt, derived(password, salt, ROUNDS));
    }

    /** What no password is right for, and what takes as long to find that out as any other; made without hashing one. */
    static PasswordHash ofNobody() {
        return new PasswordHash(ROUNDS, random(SALT_BYTES), random(HASH_BITS / 8));
    }

    private static byte[] random(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** Reads what {@link #text} wrote. */
    static PasswordHash parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 4 || !parts[0].equals(ALGORITHM)) {
            throw new IllegalArgumentException("a stored password has the form " + ALGORITHM + ":rounds:salt:hash");
        }
        Base64.Decoder base64 = Base64.getDecoder();
        return new PasswordHash(Integer.parseInt(parts[1]), base64.decode(parts[2]), base64.decode(parts[3]));
    }

    boolean matches(String password) {
        return MessageDigest.isEqual(hash, derived(password, salt, rounds));
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return ALGORITHM + ":" + rounds + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    /** Prints nothing to guess by. */
    @Override
    public String toString() {
        return "PasswordHash[•••]";
    }

    private static byte[] derived(String password, byte[] salt, int rounds) {
        try {
            return SecretKeyFactory.getInstance(ALGORITHM)
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, rounds, HASH_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
