package io.sluice.distribution;

import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Thousands of rows as rows, within the caller's transaction. As entities each would cost as much again to be watched for
 * changes.
 */
final class Rows {
    private static final int TOGETHER = 500;

    private Rows() {}

    /** Makes something of a row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * What a query finds.
     *
     * @param failure what to say when it fails
     * @throws PersistenceException when the database refuses
     */
    static <T> List<T> read(EntityManager em, String sql, List<?> parameters, Reader<T> reader, String failure) {
        // Not ours to close: it is the transaction's.
        Connection connection = em.unwrap(Connection.class);
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                select.setObject(i + 1, parameters.get(i));
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        } catch (SQLException e) {
            throw new PersistenceException(failure, e);
        }
    }

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
    static <T> void write(EntityManager em, String sql, List<T> items, Binder<T> binder, String failure) {
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
