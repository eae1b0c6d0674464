package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** One statement for thousands of rows, within the caller's transaction, many at a time. */
final class Batch {
    private static final int TOGETHER = 500;

    private Batch() {}

    /** Sets a statement's values. */
    interface Binder<T> {
        void bind(T item, PreparedStatement statement) throws SQLException;
    }

    /**
     * Runs the statement once for each item, in their order.
     *
     * @param failure what to say when it fails
     * @throws PersistenceException when the database refuses
     */
    static <T> void run(EntityManager em, String sql, List<T> items, Binder<T> binder, String failure) {
        if (items.isEmpty()) {
            return;
        }
        // Not ours to close: it is the transaction's.
        Connection connection = em.unwrap(Connection.class);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < items.size(); i++) {
                binder.bind(items.get(i), statement);
                statement.addBatch();
                if ((i + 1) % TOGETHER == 0 || i + 1 == items.size()) {
                    statement.executeBatch();
                }
            }
        } catch (SQLException e) {
            throw new PersistenceException(failure, e);
        }
    }
}
