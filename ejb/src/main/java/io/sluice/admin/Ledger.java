package io.sluice.admin;

import io.sluice.api.Work;
import io.sluice.distribution.Booking;
import io.sluice.distribution.Books;
import io.sluice.distribution.History;
import io.sluice.distribution.LedgerQueries;
import io.sluice.distribution.Pool;
import io.sluice.distribution.StandardPeriod;
import io.sluice.distribution.SubAccount;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ledger by its pages: bookings, periods, and the statement that a customer gets. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Ledger {
    /** Nobody turns more pages than this; who wants more narrows it down or exports. */
    public static final int MOST_COUNTED = 100_000;

    private static final int LONGEST_PAGE = 1_000;
    private static final int MOST_REASONS = 10;

    @EJB
    Books books;

    @EJB
    History history;

    @EJB
    LedgerQueries queries;

    /** How many bookings are meant; {@value #MOST_COUNTED} when it is that many or more. */
    public int count(BookingFilter filter) {
        return books.count(selection(filter), MOST_COUNTED);
    }

    /** Bookings, the newest first, from a place in that order. */
    public List<BookingView> page(BookingFilter filter, int first, int limit) {
        return books.page(selection(filter), first, checked(limit)).stream()
                .map(Bookings::view)
                .toList();
    }

    /**
     * Bookings, the oldest first, for who wants them all.
     *
     * @param cursor {@link Slice#next} of the slice before
     * @throws InvalidInputException when there is no such sub-account
     */
    public Slice<BookingView> part(BookingFilter filter, Optional<Long> cursor, int limit) {
        filter.subAccount().filter(name -> !queries.isKnown(name)).ifPresent(name -> {
            throw Errors.noSubAccount(name);
        });
        List<Booking> found = books.part(selection(filter), cursor.orElse(0L), checked(limit));
        return new Slice<>(
                found.stream().map(Bookings::view).toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(limit - 1).getId()));
    }

    /** Periods, the latest first, from a place in that order. */
    public List<LedgerPeriod> periods(Optional<String> subAccount, int first, int limit) {
        return books.periods(subAccount, first, checked(limit)).stream()
                .map(Ledger::view)
                .toList();
    }

    /** The names of all sub-accounts that the ledger may know, archived ones as well. */
    public List<String> subAccounts() {
        return books.subAccounts();
    }

    /**
     * What was done for a customer in a period.
     *
     * @param subAccount its name; it may be archived
     * @param period an instant in the period, such as its start; empty for the present one
     * @throws UnknownNameException when there is no such sub-account, or nothing of it at that time
     */
    public Statement statement(String subAccount, Optional<Instant> period) {
        Instant now = Instant.now();
        if (!queries.isKnown(subAccount)) {
            throw new UnknownNameException("There is no sub-account '" + Errors.shortened(subAccount) + "'.");
        }
        Instant at = period.orElse(now);
        StandardPeriod found = books.period(subAccount, at)
                .or(() -> books.periodAt(subAccount, at))
                .orElseThrow(() -> new UnknownNameException("Sub-account '" + Errors.shortened(subAccount)
                        + "' has no period at " + at + "; see the ledger for those it has."));
        SubAccount whose = found.getSubAccount();
        return new Statement(
                view(found),
                whose.getPool().map(Pool::getName),
                whose.getUser(),
                history.days(found).stream()
                        .map(day -> new Statement.Day(
                                day.getStartsAt(),
                                day.getShares().work().hashes(),
                                day.getShares().accepted(),
                                day.getShares().rejected(),
                                day.getShares().unanswered()))
                        .toList(),
                rejections(new BookingFilter(
                        Optional.of(subAccount),
                        Optional.of(found.getSpan().start()),
                        Optional.empty(),
                        Optional.empty())),
                now);
    }

    /** The pools' reasons for the rejected shares of a sub-account since an instant, the most frequent first. */
    public List<Statement.Rejection> rejections(String subAccount, Instant since) {
        return rejections(
                new BookingFilter(Optional.of(subAccount), Optional.empty(), Optional.of(since), Optional.empty()));
    }

    /**
     * The pools' reasons for the rejected shares of all sub-accounts since an instant, by pool and sub-account, the most
     * frequent first. Of the last {@value #MOST_COUNTED} bookings that have any, at most.
     */
    public List<PoolRejection> rejections(Instant since) {
        Map<String, String> pools = books.pools();
        return books.rejectionsBySubAccount(since, MOST_COUNTED).entrySet().stream()
                .flatMap(subAccount -> subAccount.getValue().entrySet().stream()
                        .map(reason -> new PoolRejection(
                                pools.getOrDefault(subAccount.getKey(), ""),
                                subAccount.getKey(),
                                reason.getKey(),
                                reason.getValue())))
                .sorted(Comparator.comparing(PoolRejection::pool)
                        .thenComparing(PoolRejection::subAccount)
                        .thenComparing(PoolRejection::shares, Comparator.reverseOrder())
                        .thenComparing(PoolRejection::reason))
                .toList();
    }

    /** The pools' reasons for the rejected shares of a machine since an instant, the most frequent first. */
    public List<Statement.Rejection> rejectionsOfMachine(String machine, Instant since) {
        return mostFrequent(books.rejections(machine, since));
    }

    private List<Statement.Rejection> rejections(BookingFilter filter) {
        return mostFrequent(books.rejections(selection(filter)));
    }

    private static List<Statement.Rejection> mostFrequent(Map<String, Long> rejections) {
        return rejections.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
                .limit(MOST_REASONS)
                .map(entry -> new Statement.Rejection(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Books.Selection selection(BookingFilter filter) {
        return new Books.Selection(filter.subAccount(), filter.period(), filter.from(), filter.to());
    }

    private static LedgerPeriod view(StandardPeriod period) {
        return new LedgerPeriod(
                period.getSubAccount().getName(),
                period.getSpan().start(),
                period.getSpan().end(),
                period.getStandard().map(Work::hashes),
                period.getAccumulated().hashes(),
                period.getAcceptedShares(),
                period.getRejectedShares(),
                period.getUnansweredShares(),
                period.getUpToStandardAt());
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > LONGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LONGEST_PAGE + " lines, not " + limit + ".");
        }
        return limit;
    }
}
