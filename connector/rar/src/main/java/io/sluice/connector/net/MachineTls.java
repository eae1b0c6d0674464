package io.sluice.connector.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.sluice.tls.TlsIdentity;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;

/**
 * TLS for machines, 1.2 and later, with a certificate that was given, or one of our own that is made once and kept. Files
 * that change are taken up by {@link #reread()}: who connects from then on meets the new certificate, who is connected
 * stays so.
 */
public final class MachineTls implements Supplier<SslContext> {
    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private static final System.Logger LOG = System.getLogger(MachineTls.class.getName());
    private static final String OWN = "stratum-tls";

    private interface Reading {
        TlsIdentity read() throws IOException;
    }

    private final List<Path> files;
    private final Reading reading;
    private final Optional<Path> clientCa;
    private byte[] digest;
    private volatile SslContext context;

    private MachineTls(List<Path> files, Reading reading, Optional<Path> clientCa) throws IOException {
        this.files = Stream.concat(files.stream(), clientCa.stream()).toList();
        this.reading = reading;
        this.clientCa = clientCa;
        this.context = build();
        this.digest = digest();
    }

    /**
     * From PEM files.
     *
     * @param key PKCS #8, not encrypted
     * @param clientCa certificates of who vouches for machines; with them a machine must show one that they signed
     * @throws IOException when a file cannot be read or used, with a sentence that says so
     */
    public static MachineTls of(Path certificate, Path key, Optional<Path> clientCa) throws IOException {
        return new MachineTls(List.of(certificate, key), () -> TlsIdentity.of(certificate, key), clientCa);
    }

    /** From a certificate in a folder, which is made when there is none. */
    public static MachineTls ownIn(Path folder, Optional<Path> clientCa) throws IOException {
        return new MachineTls(List.of(TlsIdentity.store(folder, OWN)), () -> TlsIdentity.ownIn(folder, OWN), clientCa);
    }

    /** What a connection that begins now is made with. */
    @Override
    public SslContext get() {
        return context;
    }

    /**
     * Looks whether a file has changed, and takes it up. What cannot be used is logged once, and what was used before is
     * used on: certificate and key may be replaced one after the other. Reads files, so not for an event loop.
     */
    public synchronized void reread() {
        try {
            byte[] now = digest();
            if (Arrays.equals(now, digest)) {
                return;
            }
            digest = now;
            context = build();
            LOG.log(Level.INFO, "Machines that connect over TLS now meet the new certificate");
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "The certificate for machines has changed and cannot be used, so the earlier one is used" + " on: "
                            + e.getMessage());
        }
    }

    /** Of all files; one that is missing at the moment counts as empty. */
    private byte[] digest() throws IOException {
        try {
            MessageDigest all = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                if (Files.exists(file)) {
                    all.update(Files.readAllBytes(file));
                }
                all.update((byte) 0);
            }
            return all.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private SslContext build() throws IOException {
        try {
            TlsIdentity identity = reading.read();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(identity.keys(), identity.password().toCharArray());
            SslContextBuilder builder = SslContextBuilder.forServer(keys).protocols(PROTOCOLS);
            if (clientCa.isPresent()) {
                builder.trustManager(clientCa.get().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return builder.build();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    "the files " + files + " cannot be used: "
                            + (e.getCause() == null
                                    ? e.getMessage()
                                    : e.getCause().getMessage()),
                    e);
        }
    }
}
