package io.sluice.connector.net;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the one certificate that has a given SHA-256, or whose public key has. The handshake proves that the other side
 * has the key; names, ends and signers say no more than that, so a pool may make its certificate itself.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {
    private final byte[] pin;

    /** @param pin 64 hexadecimal digits */
    PinnedCertificate(String pin) {
        this.pin = HexFormat.of().parseHex(pin);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new CertificateException("the pool shows no certificate");
        }
        byte[] certificate = sha256(chain[0].getEncoded());
        byte[] key = sha256(chain[0].getPublicKey().getEncoded());
        if (!MessageDigest.isEqual(pin, certificate) && !MessageDigest.isEqual(pin, key)) {
            throw new CertificateException("the pool's certificate is not the pinned one; its SHA-256 is "
                    + HexFormat.of().formatHex(certificate) + ", that of its key "
                    + HexFormat.of().formatHex(key));
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a pin is for pools");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("a pin is for pools");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("a pin is for pools");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
