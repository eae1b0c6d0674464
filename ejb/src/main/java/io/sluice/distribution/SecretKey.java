package io.sluice.distribution;

import io.sluice.settings.Secrets;
import io.sluice.settings.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that pool passwords are encrypted with in the database: AES-256 in Galois/counter mode. What is encrypted says so,
 * in which form, and by which key: a mark with the first digits of the hash of the key, then Base64 of nonce, cipher text and
 * tag.
 */
public final class SecretKey {
    private static final String FORM = "{aes-gcm:1:";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;
    private final String fingerprint;

    /** @param hex 64 hexadecimal digits */
    SecretKey(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a key has 64 hexadecimal digits");
        }
        key = new SecretKeySpec(bytes, "AES");
        fingerprint = HexFormat.of().formatHex(Arrays.copyOf(sha256(bytes), 4));
    }

    /** This process's key: from its setting, or the file in its home. */
    private static final class Present {
        static final SecretKey KEY = of(Settings.ofThisProcess());
    }

    /**
     * The key of this process.
     *
     * @throws SecretKeyException when it cannot be read or made
     */
    static SecretKey ofThisProcess() {
        return Present.KEY;
    }

    /**
     * The key that was set, or else the one in {@code secret.key} in the home, which is made when it is missing.
     *
     * @throws SecretKeyException when the file cannot be read or made, or holds something else
     */
    static SecretKey of(Settings settings) {
        return settings.secretKey().map(SecretKey::new).orElseGet(() -> kept(file(settings)));
    }

    /** Where the key is kept when none is set. */
    static Path file(Settings settings) {
        return settings.home().resolve("secret.key");
    }

    /** Whether this process has a key without making one. */
    static boolean isThere(Settings settings) {
        return settings.secretKey().isPresent() || Files.exists(file(settings));
    }

    private static SecretKey kept(Path file) {
        try {
            String text = Secrets.kept(file, SecretKey::generate);
            Secrets.ownerOnly(file);
            if (!text.matches("[0-9a-fA-F]{64}")) {
                throw new SecretKeyException(
                        "The file " + file + " does not hold a key of 64 hexadecimal digits; put back"
                                + " the one that belongs to the database, or set SLUICE_SECRET_KEY.");
            }
            return new SecretKey(text);
        } catch (IOException e) {
            throw new SecretKeyException(
                    "The file " + file + " with the key for pool passwords cannot be read or made ("
                            + e.getClass().getSimpleName() + "); make it readable, or set SLUICE_SECRET_KEY.",
                    e);
        }
    }

    private static String generate() {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Whether a stored text is encrypted, by whichever key. */
    static boolean isEncrypted(String stored) {
        return fingerprintOf(stored).isPresent();
    }

    /** The fingerprint of the key that a stored text was encrypted with; empty when it is clear. */
    static Optional<String> fingerprintOf(String stored) {
        int end = stored.indexOf('}');
        return stored.startsWith(FORM) && end > 0
                ? Optional.of(stored.substring(FORM.length(), end))
                : Optional.empty();
    }

    /** The first digits of the key's hash, to tell keys apart by. */
    String fingerprint() {
        return fingerprint;
    }

    String encrypted(String clear) {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(clear.getBytes(StandardCharsets.UTF_8));
            return FORM + fingerprint + "}"
                    + Base64.getEncoder()
                            .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + CIPHER, e);
        }
    }

    /** @throws SecretKeyException when it was encrypted with another key, or changed since */
    String decrypted(String stored) {
        String by = fingerprintOf(stored).orElseThrow(() -> new IllegalArgumentException("that is not encrypted"));
        if (!by.equals(fingerprint)) {
            throw SecretKeyException.wrongKey(by, fingerprint);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(stored.substring(stored.indexOf('}') + 1));
            byte[] nonce = Arrays.copyOf(bytes, NONCE);
            byte[] clear = cipher(Cipher.DECRYPT_MODE, nonce).doFinal(bytes, NONCE, bytes.length - NONCE);
            return new String(clear, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SecretKeyException(
                    "An encrypted pool password in the database was changed by somebody else than Sluice and cannot be"
                            + " read; set the password of the sub-account again.",
                    e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** Prints no key. */
    @Override
    public String toString() {
        return "SecretKey[" + fingerprint + "]";
    }
}
