package io.sluice.api;

import java.io.Serializable;
import javax.naming.Referenceable;

/** Where the application gets its {@link Switchboard}: the adapter's connection factory. */
public interface SwitchboardFactory extends Serializable, Referenceable {
    /**
     * A connection, to be closed after use.
     *
     * @throws SwitchboardUnavailableException when the adapter is not running
     */
    Switchboard getConnection();
}
