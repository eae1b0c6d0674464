package io.sluice.audit;

import java.util.Optional;

/**
 * The network address that the present request came from. It goes with the thread, as the security context does, so that
 * no method of any bean has to hand it on.
 */
public final class Origin {
    private static final ThreadLocal<String> ADDRESS = new ThreadLocal<>();

    private Origin() {}

    /** Says where what this thread does comes from, until {@link #forget}. */
    public static void set(String address) {
        ADDRESS.set(address);
    }

    /** Ends what {@link #set} began. */
    public static void forget() {
        ADDRESS.remove();
    }

    /** Where the present request came from; empty for what Sluice does by itself. */
    public static Optional<String> address() {
        return Optional.ofNullable(ADDRESS.get());
    }
}
