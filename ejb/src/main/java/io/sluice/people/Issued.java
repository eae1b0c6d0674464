package io.sluice.people;

/**
 * Something new and its secret, which is shown this once.
 *
 * @param secret the token
 */
public record Issued<T>(T view, String secret) {
    /** Prints no token. */
    @Override
    public String toString() {
        return "Issued[view=" + view + "]";
    }
}
