package io.sluice.connector;

import io.sluice.api.Switchboard;
import io.sluice.api.SwitchboardFactory;
import io.sluice.api.SwitchboardUnavailableException;
import jakarta.resource.Referenceable;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import javax.naming.Reference;

/** What the application looks up. */
public class SwitchboardConnectionFactory implements SwitchboardFactory, Referenceable {
    private static final long serialVersionUID = 1L;

    private final SwitchboardManagedConnectionFactory managed;
    private final transient ConnectionManager connectionManager;
    private transient Reference reference;

    SwitchboardConnectionFactory(SwitchboardManagedConnectionFactory managed, ConnectionManager connectionManager) {
        this.managed = managed;
        this.connectionManager = connectionManager;
    }

    @Override
    public Switchboard getConnection() {
        try {
            return (Switchboard) connectionManager.allocateConnection(managed, null);
        } catch (ResourceException e) {
            throw new SwitchboardUnavailableException("No connection to the adapter: " + e.getMessage(), e);
        }
    }

    @Override
    public Reference getReference() {
        return reference;
    }

    @Override
    public void setReference(Reference newReference) {
        reference = newReference;
    }
}
