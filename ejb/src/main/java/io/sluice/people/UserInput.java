package io.sluice.people;

/**
 * A user as an administrator describes one, unchecked.
 *
 * @param role name of a {@link io.sluice.admin.Role}
 * @param disabled whether the user may not log in; null: may
 * @param password null: the present one stays; a new user needs one
 */
public record UserInput(String role, Boolean disabled, String password) {
    /** Prints no password. */
    @Override
    public String toString() {
        return "UserInput[role=" + role + ", disabled=" + disabled + "]";
    }
}
