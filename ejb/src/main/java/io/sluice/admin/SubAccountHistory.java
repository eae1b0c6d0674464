package io.sluice.admin;

import io.sluice.distribution.Books;
import io.sluice.distribution.StandardPeriod;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What a sub-account had, newest first, for a look; the whole of it is in {@link Bookings}. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class SubAccountHistory {
    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    @EJB
    Books books;

    /** Its last periods; the sub-account may be archived. */
    public List<PeriodView> periods(String subAccount, int most) {
        return em.createQuery(
                        "select p, p.standardHashes from StandardPeriod p where p.subAccount.name = :name"
                                + " order by p.startsAt desc",
                        Object[].class)
                .setParameter("name", subAccount)
                .setMaxResults(most)
                .getResultStream()
                .map(row -> view((StandardPeriod) row[0], Optional.ofNullable((BigDecimal) row[1])))
                .toList();
    }

    private static PeriodView view(StandardPeriod period, Optional<BigDecimal> standard) {
        return new PeriodView(
                period.getSpan().start(),
                period.getSpan().end(),
                standard,
                period.getAccumulated().hashes(),
                period.getAcceptedShares(),
                period.getRejectedShares(),
                period.getUnansweredShares(),
                period.getUpToStandardAt());
    }

    /** Its last bookings; the sub-account may be archived. */
    public List<BookingView> bookings(String subAccount, int most) {
        return books
                .page(
                        new Books.Selection(
                                Optional.of(subAccount), Optional.empty(), Optional.empty(), Optional.empty()),
                        0,
                        most)
                .stream()
                .map(Bookings::view)
                .toList();
    }
}
