package io.sluice.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/** A certificate that nobody vouches for, made by the JDK's keytool. */
public final class LabCertificate {
    /** Password of the key store. */
    public static final String PASSWORD = "laboratory";

    private final Path keyStore;

    private LabCertificate(Path keyStore) {
        this.keyStore = keyStore;
    }

    /** Makes one for {@code localhost} and {@code 127.0.0.1}; see {@link #named}. */
    public static LabCertificate in(Path directory) throws IOException, InterruptedException {
        return made(directory, "localhost", "dns:localhost,ip:127.0.0.1");
    }

    /**
     * Makes one for a name, in a key store (PKCS 12) of a new name in a directory.
     *
     * @throws IllegalStateException when keytool fails, with what it said
     */
    public static LabCertificate named(String host, Path directory) throws IOException, InterruptedException {
        return made(directory, host, "dns:" + host);
    }

    private static LabCertificate made(Path directory, String host, String names)
            throws IOException, InterruptedException {
        Path keyStore = Files.createTempFile(directory, "lab", ".p12");
        Files.delete(keyStore); // keytool wants to make it itself
        Path said = Files.createTempFile(directory, "keytool", ".txt");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "lab",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new IllegalStateException("keytool made no certificate: " + Files.readString(said, UTF_8));
        }
        return new LabCertificate(keyStore);
    }

    /** The PKCS 12 file with key and certificate. */
    public Path keyStore() {
        return keyStore;
    }

    /** TLS for who shows this certificate. */
    public SslContext showing() throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(), PASSWORD.toCharArray());
        return SslContextBuilder.forServer(keys).build();
    }

    /** Writes a key store (PKCS 12, of {@link #PASSWORD}) for who believes some certificates and no other. */
    public static void believe(Path store, LabCertificate... certificates)
            throws IOException, GeneralSecurityException {
        KeyStore believed = KeyStore.getInstance("PKCS12");
        believed.load(null, null);
        for (int i = 0; i < certificates.length; i++) {
            believed.setCertificateEntry("lab-" + i, certificates[i].load().getCertificate("lab"));
        }
        try (OutputStream out = Files.newOutputStream(store)) {
            believed.store(out, PASSWORD.toCharArray());
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
