package io.sluice.distribution;

import io.sluice.allocation.Explanation;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Writes what plans say of machines. Many in a statement: a plan for a large farm has thousands, which as entities would
 * each cost as much again to be watched for changes.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class DecisionBook {
    private static final int LONGEST_EXPLANATION = 1000;

    private static final String UPDATE =
            "update machine set why = ?, why_sub_account = ?, why_next = ?, why_next_at = ?,"
                    + " why_text = ?, why_since = ?, place = ? where id = ?";

    @PersistenceContext(unitName = "sluice")
    EntityManager em;

    /**
     * Writes them, whatever was there.
     *
     * @param events that tell of them
     * @throws PersistenceException when the database refuses; then nothing was written
     */
    public void write(List<Decision> decisions, List<Event> events) {
        events.forEach(em::persist);
        // Rows are locked in one order, whoever writes many of them.
        List<Decision> sorted = decisions.stream()
                .sorted(Comparator.comparingLong(Decision::machineId))
                .toList();
        Rows.write(em, UPDATE, sorted, DecisionBook::bind, "What was decided for machines could not be written.");
    }

    private static void bind(Decision decision, PreparedStatement update) throws SQLException {
        Optional<Explanation> why = decision.why();
        Optional<Instant> nextAt = why.flatMap(Explanation::nextAt);
        int column = 0;
        update.setString(++column, why.map(reason -> reason.why().name()).orElse(null));
        update.setString(++column, why.flatMap(Explanation::subAccount).orElse(null));
        update.setString(++column, why.flatMap(Explanation::next).orElse(null));
        update.setObject(++column, nextAt.map(InstantColumn::micros).orElse(null), Types.BIGINT);
        update.setString(
                ++column,
                why.map(reason -> Text.upTo(LONGEST_EXPLANATION, reason.sentence()))
                        .orElse(null));
        update.setObject(++column, decision.since().map(InstantColumn::micros).orElse(null), Types.BIGINT);
        update.setString(++column, decision.place().orElse(null));
        update.setLong(++column, decision.machineId());
    }
}
