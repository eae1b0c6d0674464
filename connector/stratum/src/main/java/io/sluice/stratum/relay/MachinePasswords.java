package io.sluice.stratum.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.api.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What machines must send as password. Judged here and not by the application: a machine that is known is let in while the
 * application is away, and a guess must cost no question.
 */
public sealed interface MachinePasswords {
    /** Whether a machine may log in with a password. */
    boolean fit(String machine, String password);

    /** Any password will do. */
    enum None implements MachinePasswords {
        NONE;

        @Override
        public boolean fit(String machine, String password) {
            return true;
        }
    }

    /** All machines have the same. */
    record Shared(Secret secret) implements MachinePasswords {
        @Override
        public boolean fit(String machine, String password) {
            return same(secret.value(), password);
        }
    }

    /** Each machine has its own, made of a secret and its name: nothing has to be kept, and none tells another's. */
    record Each(Secret secret) implements MachinePasswords {
        /** Hexadecimal digits: 128 bits. */
        private static final int DIGITS = 32;

        @Override
        public boolean fit(String machine, String password) {
            return same(of(machine), password);
        }

        /** The password of a machine: the first 32 digits of HMAC-SHA-256 of its name under the secret. */
        public String of(String machine) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.value().getBytes(UTF_8), "HmacSHA256"));
                return HexFormat.of()
                        .formatHex(mac.doFinal(machine.getBytes(UTF_8)))
                        .substring(0, DIGITS);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
            }
        }
    }

    private static boolean same(String wanted, String sent) {
        return MessageDigest.isEqual(wanted.getBytes(UTF_8), sent.getBytes(UTF_8));
    }
}
