package io.sluice.api;

import java.util.Objects;

/**
 * What a machine sent to be admitted.
 *
 * @param machine its user name, by which it is known
 * @param password as sent; empty when it sent none
 * @param address where it connects from, for the log and the console
 */
public record Credentials(String machine, Secret password, String address) {
    public Credentials {
        Names.machine(machine);
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(address, "address");
    }
}
