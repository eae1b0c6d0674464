package io.sluice.admin;

/**
 * A sub-account as an operator describes it, unchecked.
 *
 * @param pool name of its pool
 * @param user its user name there
 * @param password its password there; null: the present one stays, a new sub-account gets an empty one
 * @param position its place in the order of filling; null: the present one stays, a new sub-account comes last
 * @param group the group of machines that serves it; null: {@code default}
 * @param standard work due; null: the surplus account, served when all others are up to standard
 */
public record SubAccountInput(
        String pool, String user, String password, Integer position, String group, StandardInput standard) {
    /** Prints no password. */
    @Override
    public String toString() {
        return "SubAccountInput[pool=" + pool + ", user=" + user + ", position=" + position + ", group=" + group
                + ", standard=" + standard + "]";
    }
}
