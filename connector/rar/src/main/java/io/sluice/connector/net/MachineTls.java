package io.sluice.connector.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/** TLS for machines, 1.2 and later: a certificate that was given, or one of our own that is made once and kept. */
public final class MachineTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private MachineTls() {}

    /**
     * From PEM files.
     *
     * @param key PKCS #8, not encrypted
     * @throws IOException when a file cannot be read or used
     */
    public static SslContext of(Path certificate, Path key) throws IOException {
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .protocols(PROTOCOLS)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "The certificate " + certificate + " and its key " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** From a certificate in a folder, which is made by the JDK's keytool when there is none. */
    public static SslContext ownIn(Path folder) throws IOException {
        Path store = folder.resolve("stratum-tls.p12");
        Path password = folder.resolve("stratum-tls.password");
        if (!Files.exists(store)) {
            make(store, password);
        }
        char[] secret = Files.readString(password).strip().toCharArray();
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, secret);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, secret);
            return SslContextBuilder.forServer(factory).protocols(PROTOCOLS).build();
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate in " + store + " cannot be read; remove it to have it made anew", e);
        }
    }

    private static void make(Path store, Path password) throws IOException {
        Files.createDirectories(store.getParent());
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        if (Files.getFileStore(store.getParent()).supportsFileAttributeView("posix") && !Files.exists(password)) {
            Files.createFile(
                    password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(password, HexFormat.of().formatHex(random));
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "sluice",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=sluice",
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
