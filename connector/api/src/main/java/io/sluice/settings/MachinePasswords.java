package io.sluice.settings;

import java.util.Locale;

/** What machines must send as password. */
public enum MachinePasswords {
    /** Whatever they like. */
    NONE,
    /** The secret itself, all the same. */
    SHARED,
    /** One that is made of the secret and the machine's name. */
    EACH;

    static MachinePasswords read(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> NONE;
            case "shared" -> SHARED;
            case "each" -> EACH;
            default ->
                throw new InvalidSettingException(
                        "SLUICE_MACHINE_PASSWORDS must be none, shared or each, not '" + text + "'.");
        };
    }
}
