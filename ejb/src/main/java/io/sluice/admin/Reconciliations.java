package io.sluice.admin;

import io.sluice.api.FieldStatus;
import io.sluice.distribution.CapabilityLedger;
import io.sluice.distribution.Incarnation;
import io.sluice.distribution.LedgerQueries;
import io.sluice.distribution.LifeCount;
import io.sluice.scheduling.Comparison;
import io.sluice.scheduling.Reconciliation;
import jakarta.annotation.security.DeclareRoles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the adapter counted beside what the ledger has, to be read. */
@Stateless
@DeclareRoles({Role.VIEW, Role.OPERATE, Role.ADMINISTER})
@RolesAllowed(Role.VIEW)
public class Reconciliations {
    @EJB
    LedgerQueries queries;

    @EJB
    CapabilityLedger ledger;

    @EJB
    Field field;

    @EJB
    Reconciliation reconciliation;

    /**
     * Sub-accounts' periods, newest first; those from before there were counts are not in it.
     *
     * @param subAccount only of this one, which may be archived
     * @param cursor {@link Slice#next} of the slice before
     * @param limit 1 to 1000
     * @throws InvalidInputException when there is no such sub-account
     */
    public Slice<ReconciliationView> list(Optional<String> subAccount, Optional<Long> cursor, int limit) {
        subAccount.filter(name -> !queries.isKnown(name)).ifPresent(name -> {
            throw Errors.noSubAccount(name);
        });
        Instant now = Instant.now();
        // The ledger first, as in the check.
        Optional<String> latest = ledger.latestIncarnation().map(Incarnation::getName);
        List<LifeCount> lines = queries.lifeCounts(subAccount, cursor, limit);
        Optional<FieldStatus> status = field.status();
        boolean allTold = status.map(FieldStatus::incarnation)
                .filter(latest.orElse("")::equals)
                .isPresent();
        List<Comparison> found = Comparison.of(lines, status, allTold);
        return new Slice<>(
                found.stream().map(line -> view(line, now)).toList(),
                found.size() < limit
                        ? Optional.empty()
                        : Optional.of(found.get(limit - 1).period()));
    }

    private ReconciliationView view(Comparison line, Instant now) {
        return new ReconciliationView(
                line.subAccount(),
                line.span().start(),
                line.span().end(),
                line.sent(),
                line.counted().accepted(),
                line.counted().rejected(),
                line.counted().unanswered(),
                line.underWay(),
                line.counted().work(),
                line.booked().accepted(),
                line.booked().rejected(),
                line.booked().unanswered(),
                line.booked().work(),
                state(line, now),
                line.explanation());
    }

    private ReconciliationView.State state(Comparison line, Instant now) {
        // While the adapter counts, its figures may be a second behind the ledger's; the check knows better.
        boolean unequal = line.isBehind() || line.isWrong();
        if (unequal && (reconciliation.isDifferent(line) || (line.isWrong() && !line.live()))) {
            return ReconciliationView.State.DIFFERENT;
        }
        boolean over = line.span()
                .end()
                .filter(now.minus(Reconciliation.COMPARED)::isAfter)
                .isPresent();
        if (line.isBehind() && over) {
            return ReconciliationView.State.DIFFERENT;
        }
        return unequal || line.awaited() ? ReconciliationView.State.CATCHING_UP : ReconciliationView.State.EQUAL;
    }
}
