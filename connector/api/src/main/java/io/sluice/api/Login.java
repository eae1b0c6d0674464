package io.sluice.api;

import java.util.Objects;

/**
 * A sub-account's pool login, as the application's authentication issued it. No pool session is opened without one.
 *
 * @param revision grows whenever user, password or pool change; comes back in {@link FieldReport.LoginEvent}
 */
public record Login(String pool, String user, Secret password, long revision) {
    public Login {
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }
}
