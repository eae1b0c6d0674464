package io.sluice.tls;

import io.sluice.settings.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * What one of our TLS ports shows: a key and its certificate chain, from files that were given or made here once and kept.
 *
 * @param keys a PKCS #12 key store with one entry
 * @param password of the key store and of its entry
 */
public record TlsIdentity(KeyStore keys, String password) {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final String ALIAS = "sluice";

    public TlsIdentity {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(password, "password");
    }

    /** Prints no password. */
    @Override
    public String toString() {
        return "TlsIdentity";
    }

    /**
     * From PEM files.
     *
     * @param certificate the certificate, then those that lead to who vouches for it
     * @param key PKCS #8, not encrypted
     * @throws IOException with a sentence that says what is wrong with the files
     */
    public static TlsIdentity of(Path certificate, Path key) throws IOException {
        Certificate[] chain = chain(certificate);
        PrivateKey secret = key(key, chain[0].getPublicKey());
        String password = Secrets.generate();
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry(ALIAS, secret, password.toCharArray(), chain);
            if (!belongTogether(secret, chain[0].getPublicKey())) {
                throw new IOException("The key in " + key + " is not that of the certificate in " + certificate + ".");
            }
            return new TlsIdentity(keys, password);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "The certificate in " + certificate + " and the key in " + key + " cannot be used: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    private static Certificate[] chain(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException(file + " holds no certificate; it must be a PEM file with a certificate chain.");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    file + " holds no certificate that can be read; it must be a PEM file with a certificate chain.",
                    e);
        }
    }

    private static PrivateKey key(Path file, PublicKey publicKey) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(file + " holds no key that can be read; it must be a PEM file that begins with "
                    + BEGIN + " (PKCS #8, not encrypted; 'openssl pkcs8 -topk8 -nocrypt' makes one).");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " does not hold the key of the certificate, or is damaged.", e);
        }
    }

    private static boolean belongTogether(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        String algorithm =
                switch (open.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> open.getAlgorithm();
                };
        byte[] anything = ALIAS.getBytes(StandardCharsets.US_ASCII);
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(secret);
        signing.update(anything);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(open);
        verifying.update(anything);
        return verifying.verify(signature);
    }

    /**
     * From {@code name.p12} and {@code name.password} in a folder, which are made by the JDK's keytool when there are none.
     *
     * @throws IOException when they can neither be read nor made
     */
    public static TlsIdentity ownIn(Path folder, String name) throws IOException {
        Path store = store(folder, name);
        Path password = password(folder, name);
        if (!Files.exists(store)) {
            make(store, password);
        }
        String secret = Files.readString(password).strip();
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, secret.toCharArray());
            return new TlsIdentity(keys, secret);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "The certificate in " + store + " cannot be read; remove it to have it made anew.", e);
        }
    }

    /** The key store of our own. */
    public static Path store(Path folder, String name) {
        return folder.resolve(name + ".p12");
    }

    private static Path password(Path folder, String name) {
        return folder.resolve(name + ".password");
    }

    private static void make(Path store, Path password) throws IOException {
        Files.createDirectories(store.getParent());
        Secrets.write(password, Secrets.generate());
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=sluice",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass:file",
                        password.toString())
                .redirectErrorStream(true)
                .start();
        try {
            if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                keytool.destroy();
                throw new IOException("keytool could not make a certificate: "
                        + new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while a certificate was made", e);
        }
    }
}
