package io.sluice.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The outbound side, as a container uses it. */
class SwitchboardTest {
    private final SwitchboardManagedConnectionFactory managed = new SwitchboardManagedConnectionFactory();
    private final Pool pool = new Pool();

    SwitchboardTest() {
        managed.setResourceAdapter(new SluiceResourceAdapter());
    }

    @Test
    void whileTheFieldDoesNotRunItSaysSo() {
        Switchboard switchboard = ((SwitchboardFactory) managed.createConnectionFactory(pool)).getConnection();
        assertThatExceptionOfType(SwitchboardUnavailableException.class)
                .isThrownBy(switchboard::status)
                .withMessageContaining("not running");
    }

    @Test
    void aClosedHandleIsDeadAndItsPlaceIsUsedAgain() {
        SwitchboardFactory factory = (SwitchboardFactory) managed.createConnectionFactory(pool);
        Switchboard first = factory.getConnection();
        first.close();
        first.close();
        assertThatIllegalStateException().isThrownBy(first::status);
        factory.getConnection();
        assertThat(pool.made).isEqualTo(1);
    }

    @Test
    void aPlaceOfAnotherAdapterIsNotMatched() throws ResourceException {
        SwitchboardManagedConnectionFactory other = new SwitchboardManagedConnectionFactory();
        other.setResourceAdapter(new SluiceResourceAdapter());
        Set<ManagedConnection> candidates = new HashSet<>();
        candidates.add(other.createManagedConnection(null, null));
        assertThat(managed.matchManagedConnections(candidates, null, null)).isNull();
        ManagedConnection own = managed.createManagedConnection(null, null);
        candidates.add(own);
        assertThat(managed.matchManagedConnections(candidates, null, null)).isSameAs(own);
        assertThat(managed).isNotEqualTo(other);
    }

    /** A container's pool, as small as can be. */
    private static final class Pool implements ConnectionManager {
        private static final long serialVersionUID = 1L;
        private final transient Set<ManagedConnection> free = new HashSet<>();
        private int made;

        @Override
        public Object allocateConnection(ManagedConnectionFactory factory, ConnectionRequestInfo info)
                throws ResourceException {
            ManagedConnection connection = factory.matchManagedConnections(free, null, info);
            if (connection == null) {
                connection = factory.createManagedConnection(null, info);
                made++;
                ManagedConnection place = connection;
                connection.addConnectionEventListener(new ConnectionEventListener() {
                    @Override
                    public void connectionClosed(ConnectionEvent event) {
                        free.add(place);
                    }

                    @Override
                    public void localTransactionStarted(ConnectionEvent event) {
                        throw new AssertionError("no transactions here");
                    }

                    @Override
                    public void localTransactionCommitted(ConnectionEvent event) {
                        throw new AssertionError("no transactions here");
                    }

                    @Override
                    public void localTransactionRolledback(ConnectionEvent event) {
                        throw new AssertionError("no transactions here");
                    }

                    @Override
                    public void connectionErrorOccurred(ConnectionEvent event) {
                        throw new AssertionError(event.getException());
                    }
                });
            }
            free.remove(connection);
            return connection.getConnection(null, info);
        }
    }
}
