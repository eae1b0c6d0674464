package io.sluice.api;

import java.util.Objects;

/** The answer to a machine's {@link Credentials}. */
public sealed interface AuthenticationResult {
    /**
     * The machine may work. Until the next {@link Plan} names it, it follows the itinerary of arrivals of its group.
     *
     * @param group the group it belongs to
     */
    record Admitted(String group) implements AuthenticationResult {
        public Admitted {
            Objects.requireNonNull(group, "group");
        }
    }

    /**
     * The machine may not work.
     *
     * @param reason a sentence that its owner can act on; sent to the machine
     */
    record Refused(String reason) implements AuthenticationResult {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
