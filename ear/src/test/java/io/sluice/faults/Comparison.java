package io.sluice.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.faults.Books.Numbering;
import io.sluice.faults.Books.Period;
import io.sluice.faults.Books.Sum;
import io.sluice.faults.Lab.Worker;
import io.sluice.lab.Tally;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The ledger beside the pools' own count. A share that a pool accepted is booked once as accepted; or, when its answer
 * never got through, once as unanswered.
 *
 * @param pools by sub-account and machine
 * @param ledger by sub-account and machine
 */
record Comparison(Map<Worker, Tally> pools, Map<Worker, Sum> ledger) {
    /** Shares by which a standard may be exceeded without a kill. */
    private static final int FEW = 3;

    static Comparison of(Lab lab, Books books) throws SQLException {
        return new Comparison(lab.tallies(), books.workers());
    }

    private TreeSet<Worker> workers() {
        TreeSet<Worker> all = new TreeSet<>(pools.keySet());
        all.addAll(ledger.keySet());
        return all;
    }

    private long poolAccepted(Worker worker) {
        return pools.containsKey(worker) ? pools.get(worker).accepted() : 0;
    }

    private long poolRejected(Worker worker) {
        return pools.containsKey(worker) ? pools.get(worker).rejectedShares() : 0;
    }

    private Sum booked(Worker worker) {
        return ledger.getOrDefault(worker, Sum.NOTHING);
    }

    /** Shares that pools accepted and that are booked neither as accepted nor as unanswered. */
    long lost() {
        return workers().stream()
                .mapToLong(worker -> Math.max(
                        0,
                        poolAccepted(worker)
                                - booked(worker).accepted()
                                - booked(worker).unanswered()))
                .sum();
    }

    /** Shares that are booked as accepted and that no pool accepted, or not so often. */
    long doubled() {
        return workers().stream()
                .mapToLong(worker -> Math.max(0, booked(worker).accepted() - poolAccepted(worker)))
                .sum();
    }

    /** What is booked for a sub-account. */
    Sum of(String subAccount) {
        return ledger.entrySet().stream()
                .filter(entry -> entry.getKey().subAccount().equals(subAccount))
                .map(Map.Entry::getValue)
                .reduce(Sum.NOTHING, Sum::plus);
    }

    Sum total() {
        return ledger.values().stream().reduce(Sum.NOTHING, Sum::plus);
    }

    long accepted() {
        return pools.values().stream().mapToLong(Tally::accepted).sum();
    }

    /** Every share is where it belongs. */
    void assertShares(List<Customer> customers) {
        List<String> wrong = new ArrayList<>();
        for (Worker worker : workers()) {
            Sum booked = booked(worker);
            long accepted = poolAccepted(worker);
            long judged = accepted + poolRejected(worker);
            if (booked.accepted() > accepted
                    || accepted > booked.accepted() + booked.unanswered()
                    || booked.rejected() > poolRejected(worker)
                    || judged > booked.accepted() + booked.rejected() + booked.unanswered()) {
                wrong.add(worker + ": pool " + accepted + " accepted, " + poolRejected(worker) + " rejected; ledger "
                        + booked);
            }
            BigDecimal share = customers.stream()
                    .filter(customer -> customer.name().equals(worker.subAccount()))
                    .findFirst()
                    .orElseThrow()
                    .share();
            if (share.multiply(BigDecimal.valueOf(booked.accepted())).compareTo(booked.hashes()) != 0) {
                wrong.add(worker + ": " + booked.accepted() + " shares of " + share + " make not " + booked.hashes());
            }
        }
        assertThat(wrong).as("%d lost, %d doubled", lost(), doubled()).isEmpty();
    }

    /**
     * Periods, numbers, reports and what lives of the adapter counted say the same as the bookings they belong to.
     *
     * @param present the life of the adapter that is the last
     */
    static void assertConsistent(Books books, String present) throws SQLException {
        assertThat(books.periods()).isNotEmpty().allSatisfy(period -> assertSame(period));
        assertThat(books.numberings()).extracting(Numbering::last).anyMatch(last -> last > 0);
        assertThat(books.numberings()).allSatisfy(numbering -> {
            assertThat(numbering.bookings()).as("bookings of %s", numbering).isEqualTo(numbering.last());
            assertThat(numbering.most()).as("last of %s", numbering).isEqualTo(numbering.last());
            assertThat(numbering.first()).as("first of %s", numbering).isEqualTo(1);
        });
        assertThat(books.gaps()).as("reports that are missing").isEmpty();
        assertThat(books.deadLetters()).as("messages put aside").isEmpty();
        assertThat(books.differences(present))
                .as("what lives counted otherwise")
                .isEmpty();
        assertThat(books.lives()).as("lives that told what they counted").isPositive();
        assertThat(books.alarms()).as("alarms").isEmpty();
    }

    private static void assertSame(Period period) {
        assertThat(period.own().accepted())
                .as("shares of %s", period)
                .isEqualTo(period.bookings().accepted());
        assertThat(period.own().hashes())
                .as("work of %s", period)
                .isEqualByComparingTo(period.bookings().hashes());
        assertThat(period.own().rejected())
                .as("rejects of %s", period)
                .isEqualTo(period.bookings().rejected());
        assertThat(period.own().unanswered())
                .as("unanswered of %s", period)
                .isEqualTo(period.bookings().unanswered());
    }

    /**
     * Only who was killed leaves shares behind whose answer nobody knows.
     *
     * @param unkilled lives by name; those that were killed may have none, as they did not come to say it
     */
    static void assertUnansweredByKillsOnly(Books books, List<String> unkilled) throws SQLException {
        Map<String, Long> unanswered = books.unanswered();
        assertThat(unkilled).as("lives that were not killed").isNotEmpty().allSatisfy(incarnation -> {
            assertThat(incarnation).as("name of a life that was not killed").isNotEmpty();
            assertThat(unanswered.getOrDefault(incarnation, 0L))
                    .as("unanswered shares of %s, which was not killed", incarnation)
                    .isZero();
        });
    }

    /** The most shares by which a standard that is due once is exceeded; none may be when none was reached. */
    long exceeded(List<Customer> customers) {
        return customers.stream()
                .filter(Customer::isDueOnce)
                .mapToLong(customer ->
                        of(customer.name()).accepted() - customer.shares().orElseThrow())
                .max()
                .orElseThrow();
    }

    /**
     * No standard that is due once is exceeded by more than the shares that were under way when somebody was killed, and a
     * few; and the first one is reached.
     */
    void assertStandards(List<Customer> customers) {
        List<Customer> once = customers.stream().filter(Customer::isDueOnce).toList();
        assertThat(once).allSatisfy(customer -> assertThat(of(customer.name()).accepted())
                .as("shares of %s", customer.name())
                .isLessThanOrEqualTo(
                        customer.shares().orElseThrow() + of(customer.name()).unanswered() + FEW));
        assertThat(of(once.get(0).name()).accepted())
                .as("shares of %s", once.get(0).name())
                .isGreaterThanOrEqualTo(once.get(0).shares().orElseThrow());
    }
}
