package io.sluice.distribution;

/** The key for pool passwords is not the one that they were encrypted with. The message says what to do. */
public class SecretKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SecretKeyException(String message) {
        super(message);
    }

    SecretKeyException(String message, Throwable cause) {
        super(message, cause);
    }

    static SecretKeyException wrongKey(String needed, String present) {
        return new SecretKeyException("The pool passwords in the database are encrypted with the key " + needed
                + ", and this Sluice has the key " + present
                + "; put the right secret.key back into SLUICE_HOME, or set SLUICE_SECRET_KEY to it.");
    }

    static SecretKeyException missing(String needed, Object file) {
        return new SecretKeyException("The pool passwords in the database are encrypted with the key " + needed
                + ", and there is no key at " + file
                + "; put it back from the backup of SLUICE_HOME, or set SLUICE_SECRET_KEY to it.");
    }
}
