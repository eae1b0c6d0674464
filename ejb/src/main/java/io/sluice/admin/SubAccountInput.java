package io.sluice.admin;

import java.math.BigDecimal;

/**
 * A sub-account as an operator describes it, unchecked.
 *
 * @param pool name of its pool
 * @param user its user name there
 * @param password its password there; null: the present one stays, a new sub-account gets an empty one
 * @param position its place in the order of filling; null: the present one stays, a new sub-account comes last
 * @param group the group of machines that serves it; null: {@code default}
 * @param standard work due; null: the surplus account, served when all others are up to standard
 * @param priority who is served first when there is not enough for all: the smaller number; null: 0
 * @param weight its part where hashrate is divided by ratio; null: none
 * @param dueAt ISO-8601 instant at which the standard is due, where that is before the end of a period; null: at the end
 * @param carryOver whether what a period is short of is due in the next one as well; null: no
 * @param paused whether it gets no machines; null: as it is, and a new sub-account is not paused
 * @param note what operators want to remember of it; null: the present one stays, a new sub-account gets none
 */
public record SubAccountInput(
        String pool,
        String user,
        String password,
        Integer position,
        String group,
        StandardInput standard,
        Integer priority,
        BigDecimal weight,
        String dueAt,
        Boolean carryOver,
        Boolean paused,
        String note) {
    /** With nothing said of priority, weight, deadline, carrying over, pause and note. */
    public SubAccountInput(
            String pool, String user, String password, Integer position, String group, StandardInput standard) {
        this(pool, user, password, position, group, standard, null, null, null, null, null, null);
    }

    /** Prints no password. */
    @Override
    public String toString() {
        return "SubAccountInput[pool=" + pool + ", user=" + user + ", position=" + position + ", group=" + group
                + ", standard=" + standard + ", priority=" + priority + ", weight=" + weight + ", dueAt=" + dueAt
                + ", carryOver=" + carryOver + ", paused=" + paused + ", note=" + note + "]";
    }
}
