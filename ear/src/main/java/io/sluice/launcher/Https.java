package io.sluice.launcher;

import io.sluice.settings.Secrets;
import io.sluice.settings.Settings;
import io.sluice.tls.TlsIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;

/** What the console's TLS port shows, put where Payara takes it from. */
final class Https {
    /** Of the key in {@link TlsIdentity}'s key store. */
    static final String ALIAS = "sluice";

    private static final String NAME = "https";

    private Https() {}

    /**
     * Lays the key store out.
     *
     * @return the system properties that Payara finds it by
     * @throws StartFailure when the files that were given cannot be used
     */
    static Map<String, String> prepare(Settings settings, Home home) throws IOException, StartFailure {
        TlsIdentity identity =
                settings.httpsCertificate().isPresent() ? given(settings) : TlsIdentity.ownIn(home.root(), NAME);
        Path store = home.root().resolve("runtime").resolve("https.p12");
        try (OutputStream out = Files.newOutputStream(Secrets.create(store))) {
            identity.keys().store(out, identity.password().toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate of the console cannot be written", e);
        }
        return Map.of(
                "javax.net.ssl.keyStore", store.toString(),
                "javax.net.ssl.keyStorePassword", identity.password(),
                "javax.net.ssl.keyStoreType", "PKCS12");
    }

    private static TlsIdentity given(Settings settings) throws StartFailure {
        try {
            return TlsIdentity.of(
                    settings.httpsCertificate().orElseThrow(),
                    settings.httpsKey().orElseThrow());
        } catch (IOException e) {
            throw new StartFailure(
                    "SLUICE_HTTPS_CERTIFICATE and SLUICE_HTTPS_KEY cannot be used: " + e.getMessage(), e);
        }
    }
}
