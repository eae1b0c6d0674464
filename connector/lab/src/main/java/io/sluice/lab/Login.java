package io.sluice.lab;

import java.time.Instant;

/**
 * An attempt to authorize at a {@link LabPool}.
 *
 * @param user as sent
 * @param agent what the connection subscribed with; empty when it did not say
 * @param refusal why it was refused; empty when it was accepted
 */
public record Login(Instant at, String user, String agent, String refusal) {
    public boolean accepted() {
        return refusal.isEmpty();
    }
}
