package io.sluice.settings;

/** A setting has a value that cannot be used. The message names the setting and says what to change. */
public class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidSettingException(String message) {
        super(message);
    }
}
